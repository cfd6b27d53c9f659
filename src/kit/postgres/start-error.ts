// A reason why the embedded server cannot run, told to a person.

/** The message is one or two sentences naming the cause and the remedy; the command line prints it without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}
