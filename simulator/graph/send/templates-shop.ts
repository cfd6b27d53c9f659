// Receipts, coupons and image grids (messenger-platform §4.3).
import { invalidParameter } from '../errors.ts';
import { checkButtons } from './buttons.ts';
import {
  findString,
  getItems,
  getMediaUrl,
  getObject,
  getOneOf,
  getString,
  getUrl,
  type Json,
} from './checks.ts';

export function checkReceipt(payload: Json, path: string): void {
  for (const name of ['recipient_name', 'order_number', 'currency', 'payment_method'])
    getString(payload[name], `${path}[${name}]`, 1000);
  if (!/^[A-Z]{3}$/.test(String(payload['currency'])))
    throw invalidParameter(`Param ${path}[currency] must be an ISO 4217 code.`);
  const summary = getObject(payload['summary'], `${path}[summary]`);
  getNumber(summary['total_cost'], `${path}[summary][total_cost]`);
  if (payload['order_url'] !== undefined) getUrl(payload['order_url'], `${path}[order_url]`);
  if (payload['elements'] === undefined) return;
  getItems(payload['elements'], `${path}[elements]`, 0, 100).forEach((item, index) => {
    const at = `${path}[elements][${index}]`;
    const element = getObject(item, at);
    getString(element['title'], `${at}[title]`, 1000);
    getNumber(element['price'], `${at}[price]`);
    if (element['image_url'] !== undefined) getMediaUrl(element['image_url'], `${at}[image_url]`);
  });
}

function getNumber(value: unknown, path: string): void {
  if (typeof value !== 'number' && !(typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)))
    throw invalidParameter(`Param ${path} must be a number.`);
}

export function checkCoupon(payload: Json, path: string): void {
  getString(payload['title'], `${path}[title]`, 80);
  findString(payload['subtitle'], `${path}[subtitle]`, 80);
  const { coupon_code: code, coupon_url: url } = payload;
  if (code === undefined && url === undefined)
    throw invalidParameter(`Param ${path} must have a coupon_code or a coupon_url.`);
  if (code !== undefined && /\s/.test(getString(code, `${path}[coupon_code]`, 1000)))
    throw invalidParameter(`Param ${path}[coupon_code] must not contain spaces.`);
  if (url !== undefined) getUrl(url, `${path}[coupon_url]`);
  if (payload['image_url'] !== undefined) getMediaUrl(payload['image_url'], `${path}[image_url]`);
  for (const name of ['coupon_pre_message', 'coupon_url_button_title', 'payload'])
    findString(payload[name], `${path}[${name}]`, 1000);
}

/** "1 element: 2–6 images {url, is_hero_image ≤ 1, action}, title ≤ 45, subtitle ≤ 80, ≤ 3 url/postback buttons." */
export function checkImageGrid(payload: Json, path: string): void {
  const at = `${path}[elements][0]`;
  const [first] = getItems(payload['elements'], `${path}[elements]`, 1, 1);
  const element = getObject(first, at);
  findString(element['title'], `${at}[title]`, 45);
  findString(element['subtitle'], `${at}[subtitle]`, 80);
  const images = getItems(element['images'], `${at}[images]`, 2, 6).map((item, index) =>
    getObject(item, `${at}[images][${index}]`),
  );
  for (const [index, image] of images.entries()) checkGridImage(image, `${at}[images][${index}]`);
  if (images.filter((image) => image['is_hero_image'] === true).length > 1)
    throw invalidParameter(`Param ${at}[images] must have at most one hero image.`);
  if (element['buttons'] !== undefined)
    checkButtons(element['buttons'], `${at}[buttons]`, 1, ['web_url', 'postback']);
}

function checkGridImage(image: Json, path: string): void {
  getMediaUrl(image['url'], `${path}[url]`);
  if (image['action'] === undefined) return;
  const action = getObject(image['action'], `${path}[action]`);
  const type = getOneOf(action['type'], `${path}[action][type]`, ['web_url', 'postback']);
  if (type === 'web_url') getUrl(action['url'], `${path}[action][url]`);
  else {
    getString(action['payload'], `${path}[action][payload]`, 1000);
    getString(action['text'], `${path}[action][text]`, 1000);
  }
}
