/**
 * The status page: plain HTML without a script, so that its content security policy can forbid everything.
 * All of its text comes from manifests and AWS and is escaped.
 */
import { createHash } from "node:crypto";
import { escapeControls } from "../lib/visible.ts";
import type { ResourceStatus, Status } from "../model/status.ts";
import { textOf } from "./catalogue/index.ts";
import { problemText } from "./problem-text.ts";
import { needsAttention, remarks, statusSummary } from "./status-text.ts";
import { ancestryText, durationText, revisionText, timeText } from "./text.ts";

const refreshSeconds = 5;

const style = `
:root { color-scheme: light dark; --line: #8886; --good: #1a7f37; --busy: #9a6700; --bad: #cf222e; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 76rem; }
h1 { font-size: 1.3rem; margin: 0 0 .3rem; }
p { margin: .2rem 0; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-top: 1px solid var(--line); }
th { font-weight: 600; border-top: 0; }
td, code, li { overflow-wrap: anywhere; }
code { font: 13px/1.4 ui-monospace, monospace; }
.Synced, .Healthy { color: var(--good); }
.OutOfSync, .Progressing, .Suspended, .paused { color: var(--busy); }
.Degraded, .Missing, .error { color: var(--bad); }
.remark { display: block; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --busy: #d29922; --bad: #f85149; } }
`;

/** Allows the page only its own style: no script, no other origin, no enclosing frame. */
export const contentSecurityPolicy = [
	"default-src 'none'",
	`style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join("; ");

/** The whole page. `nowMs` is the current time, for ages. */
export function statusPage(status: Status, nowMs: number): string {
	const title = `evenkeel: ${status.environment ?? "no environment"}`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${refreshSeconds}">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${head(status, nowMs)}
${problems(status)}
${table(status, nowMs)}
<p><a href="/api/v1/status">status as JSON</a> · <a href="/metrics">metrics</a></p>
</body>
</html>
`;
}

/** Escapes text for use between tags and inside quoted attributes, in one line. */
function escapeHtml(text: string): string {
	const entities: Readonly<Record<string, string>> = {
		"&": "&amp;",
		"<": "&lt;",
		">": "&gt;",
		'"': "&quot;",
		"'": "&#39;",
	};
	return escapeControls(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function head(status: Status, nowMs: number): string {
	const { account, region, owner, revision, revisionAtMs, ancestry, lastSuccessMs, pause, stopped } = status;
	const where = [account && `account ${account}`, region, owner && `owner ${owner}`].filter(
		(part) => part !== undefined,
	);
	const read = revisionAtMs === undefined ? "" : ` read ${age(revisionAtMs, nowMs)}`;
	const ancestryPart = ancestry === undefined ? "" : `; ancestry ${escapeHtml(ancestryText(ancestry))}`;
	const looked = lastSuccessMs === undefined ? "never" : age(lastSuccessMs, nowMs);
	return [
		`<p>${escapeHtml(statusSummary(status))}</p>`,
		...(where.length > 0 ? [`<p>${escapeHtml(where.join(", "))}</p>`] : []),
		`<p>revision <code>${escapeHtml(revision === undefined ? "none yet" : revisionText(revision))}</code>${read}${ancestryPart};` +
			` last complete reconcile ${looked}</p>`,
		...(pause === undefined ? [] : [`<p class="paused">Paused: ${escapeHtml(textOf(pause.reason))}</p>`]),
		...(stopped === undefined ? [] : [`<p class="error">Stopped: ${escapeHtml(textOf(stopped))}</p>`]),
	].join("\n");
}

function problems(status: Status): string {
	if (status.problems.length === 0) return "";
	const items = status.problems.map(
		(problem) =>
			`<li${problem.severity === "error" ? ' class="error"' : ""}><code>${escapeHtml(problemText(problem))}</code></li>`,
	);
	return `<ul>\n${items.join("\n")}\n</ul>`;
}

function table(status: Status, nowMs: number): string {
	if (status.resources.length === 0) return "";
	const columns = ["resource", "sync", "health", "details", "last change"];
	const header = columns.map((column) => `<th scope="col">${column}</th>`).join("");
	// Resources that need attention come first.
	const worstFirst = [...status.resources].sort((a, b) => Number(needsAttention(b)) - Number(needsAttention(a)));
	const rows = worstFirst.map((resource) => row(resource, nowMs));
	return `<table>\n<thead><tr>${header}</tr></thead>\n<tbody>\n${rows.join("\n")}\n</tbody>\n</table>`;
}

function row(resource: ResourceStatus, nowMs: number): string {
	const { identity, place, sync, health, lastChange } = resource;
	const file = place ? `<br><small>${escapeHtml(`${place.file}:${place.line}`)}</small>` : "";
	const said = remarks(resource).map((remark) => `<span class="remark">${escapeHtml(remark)}</span>`);
	const change = lastChange
		? `${lastChange.action} <small>${escapeHtml(lastChange.operation)}</small><br><small>${age(lastChange.atMs, nowMs)}, revision ` +
			`<code>${escapeHtml(revisionText(lastChange.revision))}</code></small>`
		: "";
	const cells = [
		`<code>${escapeHtml(identity)}</code>${resource.orphan ? " (orphan)" : ""}${file}`,
		`<span class="${escapeHtml(sync)}">${escapeHtml(sync)}</span>`,
		`<span class="${escapeHtml(health.status)}">${escapeHtml(health.status)}</span>`,
		said.join(""),
		change,
	];
	return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function age(atMs: number, nowMs: number): string {
	return `<time datetime="${new Date(atMs).toISOString()}" title="${timeText(atMs)}">${durationText(nowMs - atMs)} ago</time>`;
}
