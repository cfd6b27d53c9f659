// A coupon: a code to copy, a page to redeem it on, or both.
import { LIMITS } from '../limits.ts';
import { MessageText } from '../MessageText.tsx';
import { PartError } from '../PartError.tsx';

const P = 'attachment.payload';

export const CouponForm = () => (
  <>
    <PartError path={P} />
    <MessageText path={`${P}.title`} label="Title" max={LIMITS.title} required />
    <MessageText path={`${P}.subtitle`} label="Second line" max={LIMITS.subtitle} />
    <MessageText path={`${P}.coupon_code`} label="Code" max={LIMITS.couponCode} hint="Without spaces." />
    <MessageText
      path={`${P}.coupon_url`}
      label="Page to redeem it on"
      max={LIMITS.url}
      inputMode="url"
      placeholder="https://"
    />
    <MessageText path={`${P}.coupon_url_button_title`} label="Words of its button" max={LIMITS.buttonTitle} />
    <MessageText
      path={`${P}.coupon_pre_message`}
      label="Text before the coupon"
      max={LIMITS.text}
      lines={2}
    />
    <MessageText
      path={`${P}.image_url`}
      label="Picture"
      max={LIMITS.url}
      inputMode="url"
      placeholder="https://"
    />
    <MessageText
      path={`${P}.payload`}
      label="Payload"
      max={LIMITS.payload}
      hint="Comes back to you when it is used."
    />
  </>
);
