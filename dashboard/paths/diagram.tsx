import type { ComponentChildren, JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { sankeyLinkHorizontal } from 'd3-sankey';
import { maySeePeople } from '../api/key.ts';
import type { Cell, Paths } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { useWidth } from '../charts/use-width.ts';
import { count, plural, rate } from '../format/number.ts';
import { plain } from '../format/words.ts';
import { peoplePath } from '../parts/behind.tsx';
import { fitting } from '../timeline/fit.ts';
import { barHeight, pathsLayout, type Ribbon, type Spot } from './layout.ts';
import { isOwn, nodeName } from './names.ts';

interface DiagramProps {
  paths: Paths;
  nodes: string;
  backward: boolean;
  site: Site;
}

/** A column a step; the bars are links to those who were there, the ribbons to those who went. */
export function Diagram({ paths, nodes, backward, site }: DiagramProps): JSX.Element {
  const [ref, width] = useWidth<HTMLDivElement>();
  const layout = width > 0 ? pathsLayout(paths, width, backward) : undefined;
  const name = (node: string): string => nodeName(node, nodes);
  return (
    <div class="paths-scroll" ref={ref} role="group" aria-label="Paths, step by step" tabIndex={0}>
      {layout && (
        <svg class="paths-svg" width={layout.width} height={layout.height}>
          {paths.steps.map(({ step }) => (
            <text
              key={step}
              class="paths-step"
              x={((backward ? layout.columns - 1 - step : step) * layout.width) / layout.columns}
              y="14"
            >
              {stepName(step, backward)}
            </text>
          ))}
          {layout.ribbons.map((ribbon) => (
            <Way key={ribbon.index} {...{ ribbon, name, site }} />
          ))}
          {layout.spots.map((spot) => (
            <Place key={spot.id} {...{ spot, name, site, room: layout.room }} />
          ))}
        </svg>
      )}
    </div>
  );
}

function stepName(step: number, backward: boolean): string {
  if (step === 0) return backward ? 'End' : 'Start';
  return backward ? `${step} before` : `Step ${step}`;
}

interface OpensProps {
  kind: string;
  cell: Cell;
  of: string;
  site: Site;
  label: string;
  /** Reached by the pointer alone. */
  aside?: boolean;
  children: ComponentChildren;
}

/** A link to the people, of a drawing: the router looks at links of HTML alone. */
function Opens({ kind, cell, of, site, label, aside, children }: OpensProps): JSX.Element {
  const { route } = useLocation();
  if (!cell || !maySeePeople()) return <g class={kind}>{children}</g>;
  const href = peoplePath(site, cell, of);
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    route(href);
  };
  return (
    <a
      class={kind}
      href={href}
      onClick={open}
      aria-label={label}
      {...(aside ? { tabIndex: -1 } : {})}
    >
      {children}
    </a>
  );
}

type Naming = (node: string) => string;

/** The keyboard goes by the nodes and the table of ways. */
function Way(props: { ribbon: Ribbon; name: Naming; site: Site }): JSX.Element {
  const { ribbon, name, site } = props;
  const { edge } = ribbon;
  const about = `${name(edge.from)} → ${name(edge.to)}`;
  const label = plain(`${about}: ${plural(edge.people, 'person', 'people')}, ${rate(edge.share)}`);
  return (
    <Opens kind="paths-way" cell={edge.cell} of={about} site={site} label={label} aside>
      <title>{label}</title>
      <path
        class={isOwn(edge.from) && isOwn(edge.to) ? '' : 'paths-dim'}
        d={sankeyLinkHorizontal()(ribbon) ?? ''}
        stroke-width={Math.max(ribbon.width ?? 0, 1)}
      />
    </Opens>
  );
}

function Place(props: { spot: Spot; name: Naming; site: Site; room: number }): JSX.Element {
  const { spot, name, site, room } = props;
  const { x0 = 0, x1 = 0, y0 = 0, node } = spot;
  const called = plain(name(node.node));
  const people = count(node.people);
  const about = `${called}: ${plural(node.people, 'person', 'people')}, ${rate(node.share)}`;
  const height = barHeight(spot);
  return (
    <g>
      <Opens
        kind="paths-node"
        cell={node.cell}
        of={`${called}, on this way`}
        site={site}
        label={about}
      >
        <title>{`${about}; ${rate(node.conversion)} converted`}</title>
        <rect
          class="paths-reach"
          x={x0}
          y={y0 - 8}
          width={room + 16}
          height={Math.max(height, 6) + 12}
        />
        <rect
          class={isOwn(node.node) ? 'paths-bar' : 'paths-bar paths-dim'}
          x={x0}
          y={y0}
          width={x1 - x0}
          height={height}
          rx="2"
        />
      </Opens>
      <text
        class="paths-word"
        x={x1 + 6}
        y={y0 + Math.max(height / 2, 3)}
        dy="0.35em"
        aria-hidden="true"
      >
        <tspan class="paths-count">{people}</tspan> {fitting(room - 14 - people.length * 7, called)}
      </text>
    </g>
  );
}
