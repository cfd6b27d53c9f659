// The platform's limits of a message, as the service checks them (Messenger: Send API, templates, quick replies; 2026).

export const LIMITS = {
  /** "Less than 2000". */
  text: 1999,
  payload: 1000,
  url: 2083,
  quickReplies: 13,
  quickReplyTitle: 20,
  buttons: 3,
  buttonTitle: 20,
  buttonText: 640,
  cards: 10,
  title: 80,
  subtitle: 80,
  images: 30,
  receiptItems: 100,
  receiptText: 500,
  gridImages: 6,
  gridTitle: 45,
  couponCode: 100,
  feedbackTitle: 65,
  feedbackButton: 20,
  questionTitle: 85,
  questionId: 80,
  feedbackText: 400,
  utilityValue: 1024,
} as const;
