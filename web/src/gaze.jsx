// The gaze: every client of a team a mark round his caseworker, the further out the more suspected.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { figure } from "./format.js";

const MOST_CASEWORKERS = 12;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

// Blue for somebody who has problems, orange-brown for somebody who is the problem: told apart with
// every kind of colour vision, and by their lightness as well.
const SCALE = [
  [0, [12, 74, 130]],
  [0.1, [30, 104, 168]],
  [0.25, [106, 160, 204]],
  [0.42, [190, 208, 222]],
  [0.5, [236, 226, 208]],
  [0.6, [242, 190, 130]],
  [0.78, [216, 124, 44]],
  [1, [140, 52, 8]],
];

export function colourOf(p) {
  let i = 1;
  while (i < SCALE.length - 1 && p > SCALE[i][0]) i++;
  const [from, a] = SCALE[i - 1];
  const [to, b] = SCALE[i];
  const share = Math.min(1, Math.max(0, (p - from) / (to - from)));
  return `rgb(${a.map((x, k) => Math.round(x + (b[k] - x) * share)).join(",")})`;
}

const bits = (set) => {
  let n = 0;
  for (; set; set &= set - 1) n++;
  return n;
};

// Rows of six numbers into clients by caseworker.
export function readView(view) {
  const desks = Array.from({ length: view.caseworkers }, () => []);
  const rows = view.clients;
  for (let i = 0; i < rows.length; i += 6) {
    const client = { owner: rows[i], slot: rows[i + 1], person: rows[i + 2], p: rows[i + 3] / 1000, needs: rows[i + 4], known: rows[i + 5] };
    desks[client.owner]?.push(client);
  }
  return desks;
}

export function countView(view) {
  const desks = readView(view).map((clients) => ({
    clients: clients.length,
    is: clients.filter((c) => c.p > view.threshold).length,
    needs: clients.reduce((sum, c) => sum + bits(c.needs), 0),
    known: clients.reduce((sum, c) => sum + bits(c.known), 0),
  }));
  const all = { clients: 0, is: 0, needs: 0, known: 0 };
  for (const desk of desks) for (const key of Object.keys(all)) all[key] += desk[key];
  return { desks, all };
}

// Where the clusters stand: as many columns as give the largest circles.
function layOut(n, width, most) {
  let best = null;
  for (let columns = 1; columns <= n; columns++) {
    const rows = Math.ceil(n / columns);
    const cell = Math.min(width / columns, most);
    const height = rows * (cell + 58);
    const fits = height <= most * 1.3 || columns === n;
    const radius = cell / 2 - 10;
    if (fits && (!best || radius > best.radius + 0.5)) best = { columns, rows, radius, height, cell };
  }
  return best;
}

function placeMarks(view, width, narrow) {
  const shown = Math.min(view.caseworkers, MOST_CASEWORKERS);
  const desks = readView(view).slice(0, shown);
  const plan = layOut(shown, width, narrow ? Math.min(width, 340) : 410);
  const fullest = Math.max(1, ...desks.map((d) => d.length));
  const core = 17;
  // The spiral begins outside the caseworker and ends at the cluster's edge.
  const startOf = (step) => core / step + 0.62;
  const reach = (step) => step * (Math.sqrt(fullest - 1 + startOf(step) ** 2) + Math.min(24 / step, 0.9));
  let step = 36;
  while (step > 1.6 && reach(step) > plan.radius + 6) step *= 0.97;
  const start = startOf(step);
  const marks = [];
  const heads = [];
  desks.forEach((clients, owner) => {
    const row = Math.floor(owner / plan.columns);
    const inRow = Math.min(plan.columns, shown - row * plan.columns);
    const x0 = width / 2 + ((owner % plan.columns) - (inRow - 1) / 2) * Math.min(width / plan.columns, plan.cell + 40);
    const y0 = row * (plan.cell + 58) + plan.cell / 2 + 4;
    heads.push({ x: x0, y: y0, owner, clients: clients.length, bottom: y0 + plan.cell / 2 + 14, room: Math.min(width / plan.columns, plan.cell + 40) });
    // A ring keeps its room: area grows with the number, so the picture's share is the clients' share.
    const ordered = [...clients].sort((a, b) => a.p - b.p || a.slot - b.slot);
    ordered.forEach((client, rank) => {
      const distance = step * Math.sqrt(rank + start * start);
      const angle = rank * GOLDEN + owner;
      marks.push({
        key: owner * 1048576 + client.slot,
        client,
        x: x0 + distance * Math.cos(angle),
        y: y0 + distance * Math.sin(angle),
        size: Math.min(24, step * 0.9),
      });
    });
  });
  return { marks, heads, height: plan.height, shown };
}

function drawMark(g, mark, domains, threshold) {
  const { x, y, client } = mark;
  const size = mark.size * mark.alpha;
  if (size < 0.4) return;
  const disc = size * (size > 3.2 ? 0.64 : 0.92);
  g.beginPath();
  g.arc(x, y, disc, 0, 2 * Math.PI);
  g.fillStyle = colourOf(mark.p);
  g.fill();
  if (mark.p > threshold) {
    // The pattern that says the same as the colour: two white strokes across.
    g.strokeStyle = "rgba(255,255,255,.92)";
    g.lineWidth = Math.max(0.8, disc * 0.2);
    g.beginPath();
    for (const off of [-0.36, 0.36]) {
      const reach = disc * Math.sqrt(1 - off * off) * 0.96;
      const cx = x + (off * disc) / Math.SQRT2;
      const cy = y + (off * disc) / Math.SQRT2;
      g.moveTo(cx - reach / Math.SQRT2, cy + reach / Math.SQRT2);
      g.lineTo(cx + reach / Math.SQRT2, cy - reach / Math.SQRT2);
    }
    g.stroke();
  }
  if (size <= 3.2) return;
  const ring = size * 0.86;
  const part = (2 * Math.PI) / domains;
  const gap = Math.min(0.16, part * 0.2);
  for (const known of [false, true]) {
    g.beginPath();
    for (let d = 0; d < domains; d++) {
      if (!((client.needs >> d) & 1) || Boolean((client.known >> d) & 1) !== known) continue;
      const from = -Math.PI / 2 + d * part + gap;
      g.moveTo(x + ring * Math.cos(from), y + ring * Math.sin(from));
      g.arc(x, y, ring, from, from + part - 2 * gap);
    }
    g.strokeStyle = known ? "#202733" : "#a3abb7";
    g.lineWidth = known ? Math.max(1.5, size * 0.2) : Math.max(0.9, size * 0.12);
    g.stroke();
  }
}

function drawHead(g, head) {
  g.beginPath();
  g.arc(head.x, head.y, 15, 0, 2 * Math.PI);
  g.fillStyle = "#fff";
  g.fill();
  g.lineWidth = 1.5;
  g.strokeStyle = "#202733";
  g.stroke();
  // An eye.
  g.beginPath();
  g.moveTo(head.x - 9, head.y);
  g.quadraticCurveTo(head.x, head.y - 9, head.x + 9, head.y);
  g.quadraticCurveTo(head.x, head.y + 9, head.x - 9, head.y);
  g.stroke();
  g.beginPath();
  g.arc(head.x, head.y, 2.8, 0, 2 * Math.PI);
  g.fillStyle = "#202733";
  g.fill();
}

function useWidth(ref) {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const look = new ResizeObserver((entries) => setWidth(Math.floor(entries[0].contentRect.width)));
    look.observe(ref.current);
    return () => look.disconnect();
  }, []);
  return width;
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function Gaze({ view, domains, w, lang, text }) {
  const box = useRef(null);
  const canvas = useRef(null);
  const scene = useRef({ marks: new Map(), frame: 0, tip: null });
  const width = useWidth(box);
  const [tip, setTip] = useState(null);
  const narrow = width < 560;
  const placed = useMemo(() => (view && width ? placeMarks(view, width, narrow) : null), [view, width]);

  useEffect(() => {
    if (!placed) return;
    const s = scene.current;
    const wanted = new Set();
    const sudden = calm();
    for (const m of placed.marks) {
      wanted.add(m.key);
      const old = s.marks.get(m.key);
      if (!old || sudden) s.marks.set(m.key, { ...m, p: m.client.p, alpha: sudden || s.marks.size === 0 ? 1 : 0, goal: m, away: false });
      else Object.assign(old, { goal: m, client: m.client, away: false });
    }
    for (const [key, m] of s.marks) {
      if (wanted.has(key)) continue;
      if (sudden) s.marks.delete(key);
      else m.away = true;
    }
    s.placed = placed;
    s.threshold = view.threshold;

    const c = canvas.current;
    const ratio = window.devicePixelRatio || 1;
    c.width = width * ratio;
    c.height = placed.height * ratio;
    let last = 0;
    const draw = (now) => {
      const share = last ? 1 - Math.exp(-(now - last) / 130) : 0.08;
      last = now;
      const g = c.getContext("2d");
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      g.clearRect(0, 0, width, placed.height);
      let moving = false;
      for (const [key, m] of s.marks) {
        const to = m.away ? { ...m.goal, size: m.goal.size } : m.goal;
        for (const part of ["x", "y", "size"]) {
          const way = to[part] - m[part];
          m[part] += way * share;
          if (Math.abs(way) > 0.3) moving = true;
        }
        const dp = m.client.p - m.p;
        m.p += dp * share;
        const da = (m.away ? 0 : 1) - m.alpha;
        m.alpha += da * share;
        if (Math.abs(dp) > 0.004 || Math.abs(da) > 0.02) moving = true;
        if (m.away && m.alpha < 0.03) s.marks.delete(key);
        else drawMark(g, m, Math.max(domains.length, 1), s.threshold);
      }
      for (const head of placed.heads) drawHead(g, head);
      s.frame = moving ? requestAnimationFrame(draw) : 0;
    };
    cancelAnimationFrame(s.frame);
    if (sudden)
      for (const m of s.marks.values()) Object.assign(m, { x: m.goal.x, y: m.goal.y, size: m.goal.size, p: m.client.p, alpha: 1 });
    s.frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(s.frame);
  }, [placed]);

  function point(event) {
    if (!placed) return;
    const edge = canvas.current.getBoundingClientRect();
    const x = event.clientX - edge.left;
    const y = event.clientY - edge.top;
    let best = null;
    let near = 14;
    for (const m of placed.marks) {
      const away = Math.hypot(m.x - x, m.y - y);
      if (away < near) {
        near = away;
        best = m;
      }
    }
    setTip(best && { x: best.x, y: best.y, client: best.client });
  }

  const list = (set) => domains.filter((_, d) => (set >> d) & 1).map((d) => d[lang]).join(", ");
  return (
    <div class="gaze" ref={box}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={text}
        style={{ height: `${placed ? placed.height : 420}px` }}
        data-marks={placed ? placed.marks.length : 0}
        onPointerMove={point}
        onPointerLeave={() => setTip(null)}
      />
      {placed?.heads.map((head) => (
        <p class="gaze-head" key={head.owner} style={{ left: `${head.x}px`, top: `${head.bottom}px`, maxWidth: `${head.room}px` }} aria-hidden="true">
          <b>{w("caseworker_n", { n: head.owner + 1 })}</b>
          {view.load && !narrow && <span>{w("cluster_line", { n: head.clients, w: figure(lang, view.load[head.owner], 1) })}</span>}
        </p>
      ))}
      {tip && (
        <div class="tip" style={{ left: `${Math.min(Math.max(tip.x, 120), width - 120)}px`, top: `${tip.y + 16}px` }} aria-hidden="true">
          <p>{w("tip_belief", { p: Math.round(tip.client.p * 100) })}</p>
          {tip.client.needs === 0 && <p>{w("tip_none")}</p>}
          {tip.client.needs !== 0 && <p>{w("tip_known", { list: list(tip.client.known) || w("nothing_known") })}</p>}
          {(tip.client.needs & ~tip.client.known) !== 0 && <p>{w("tip_unknown", { list: list(tip.client.needs & ~tip.client.known) })}</p>}
        </div>
      )}
    </div>
  );
}

export function Legend({ w, threshold }) {
  const stops = SCALE.map(([at, rgb]) => <stop key={at} offset={`${at * 100}%`} stop-color={`rgb(${rgb.join(",")})`} />);
  const x = 4 + threshold * 192;
  return (
    <div class="legend">
      <p class="legend-lead">{w("legend_out")}</p>
      <div class="legend-items">
        <span class="legend-scale">
          <svg width="200" height="18" viewBox="0 0 200 18" aria-hidden="true">
            <defs>
              <linearGradient id="scale">{stops}</linearGradient>
            </defs>
            <rect x="4" y="2" width="192" height="12" rx="3" fill="url(#scale)" />
            <line x1={x} y1="0" x2={x} y2="18" stroke="#202733" stroke-width="2" />
          </svg>
          <span class="legend-ends">
            <span>{w("legend_has")}</span>
            <span>{w("legend_is")}</span>
          </span>
        </span>
        <span class="legend-item">
          <svg width="22" height="22" viewBox="-11 -11 22 22" aria-hidden="true">
            <circle r="9" fill="rgb(192,100,32)" />
            <path d="M-8.5 2.6 2.6 -8.5M-2.6 8.5 8.5 -2.6" stroke="#fff" stroke-width="2" />
          </svg>
          {w("legend_hatch")}
        </span>
        <span class="legend-item">
          <svg width="22" height="22" viewBox="-11 -11 22 22" aria-hidden="true">
            <circle r="5" fill="rgb(106,160,204)" />
            <path d="M1 -9A9 9 0 0 1 9 -1" fill="none" stroke="#202733" stroke-width="3" />
          </svg>
          {w("legend_known")}
        </span>
        <span class="legend-item">
          <svg width="22" height="22" viewBox="-11 -11 22 22" aria-hidden="true">
            <circle r="5" fill="rgb(106,160,204)" />
            <path d="M1 -9A9 9 0 0 1 9 -1" fill="none" stroke="#8b93a0" stroke-width="1.6" />
          </svg>
          {w("legend_unknown")}
        </span>
      </div>
    </div>
  );
}
