import { onSubmit, one, the, valueOf } from './page.ts';
import { track } from './tag.ts';

/** The subject is recorded, the message never. */
export function showSupport(): void {
  const form = the(HTMLFormElement, '[data-support]');
  onSubmit(form, () => {
    track('support_contact', { subject: valueOf(form, 'subject') });
    form.reset();
    one('[data-said]').textContent = 'Thank you. In a real shop somebody would write back today.';
  });
}
