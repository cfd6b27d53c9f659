// The pure half of this folder in one place: check a connector request, compile it, render it, mask it.
export {
  type CompiledRequest,
  compileJsonCall,
  compileRequest,
  joinScopeUses,
  joinUses,
  type NotRendered,
  type RenderedOrNot,
} from './compile-request.ts';
export { inspectRequest, type RequestProblem } from './inspect-request.ts';
export { createMask, type Mask } from './mask-request.ts';
