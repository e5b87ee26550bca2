import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { faultAt, useAct } from '../api/use-act.ts';
import { instantAt } from '../format/instant.ts';
import { siteClock, toMs } from '../format/time.ts';
import { Dialog, FormActs } from '../parts/dialog.tsx';
import { Field, Refused } from '../parts/field.tsx';
import type { Annotation } from './annotation.ts';

interface AnnotationFormProps {
  /** Absent: a new one, at first on this day. */
  annotation?: Annotation | undefined;
  /** `2026-11-21`, of the site. */
  day: string;
  site: Site;
  onSaved: () => void;
  onClose: () => void;
}

/** What is remarked, and of when: a clock of the site's, whatever zone the reader is in. */
export function AnnotationForm(props: AnnotationFormProps): JSX.Element {
  const { annotation, site, onSaved, onClose } = props;
  const begun = beginOf(props);
  const [text, setText] = useState(annotation?.text ?? '');
  const [day, setDay] = useState(begun.day);
  const [time, setTime] = useState(begun.time);
  const act = useAct();
  const isSame = day === begun.day && time === begun.time;
  const save = async (): Promise<void> => {
    const ms = instantAt(day, time, site.time_zone);
    // Seconds are not shown: where nobody touched the time, they stay.
    const at = isSame && annotation ? annotation.at : ms === undefined ? '' : instant(ms);
    await (annotation
      ? call(apiPath(site.id, 'annotations', annotation.id), {
          method: 'PATCH',
          body: { at, text },
        })
      : call(apiPath(site.id, 'annotations'), { body: { at, text } }));
    onSaved();
  };
  const [atFault, textFault] = [faultAt(act.faults, '/at'), faultAt(act.faults, '/text')];
  return (
    <Dialog title={annotation ? 'Edit the annotation' : 'New annotation'} onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          act.run(save);
        }}
      >
        <Field label="What happened" fault={textFault}>
          {(told) => (
            <textarea
              {...told}
              autofocus
              rows={3}
              maxLength={2000}
              value={text}
              placeholder="Free shipping begins"
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
          )}
        </Field>
        <div class="form-pair">
          <Field label="Day" fault={atFault && 'Choose a day and a time.'}>
            {(told) => (
              <input
                type="date"
                {...told}
                value={day}
                onInput={({ currentTarget }) => setDay(currentTarget.value)}
              />
            )}
          </Field>
          <Field label={`Time, ${site.time_zone}`} fault={undefined}>
            {(told) => (
              <input
                type="time"
                {...told}
                value={time}
                onInput={({ currentTarget }) => setTime(currentTarget.value)}
              />
            )}
          </Field>
        </div>
        {(atFault ?? textFault) === undefined && <Refused error={act.error} />}
        <FormActs label="Save" isBusy={act.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Of a day that is over it is noon; of today it is now. */
function beginOf({ annotation, day, site }: AnnotationFormProps): { day: string; time: string } {
  const clock = siteClock(site.time_zone);
  const ms = toMs(annotation?.at);
  if (ms !== undefined) return { day: clock.dayKey(ms), time: clock.time(ms) };
  const now = Date.now();
  return { day, time: clock.dayKey(now) === day ? clock.time(now) : '12:00' };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
