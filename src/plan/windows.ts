/**
 * Windows of time in which the environment allows or denies writing, for freezes and for change hours. Whether one is open
 * follows from its schedule and the present alone, so nothing has to be remembered, and a restart changes nothing.
 */
import { Cron } from "croner";
import type { Hold } from "../model/hold.ts";
import type { SyncWindow } from "../model/manifest.ts";
import { because } from "../model/reason.ts";

/** How things are at a moment, and when they next change; undefined where no change is in sight. */
export interface WindowState {
	readonly hold: Hold | undefined;
	readonly changesAtMs: number | undefined;
}

/** Minute-by-minute schedules keep a window open for ever; so many of its beginnings and ends are looked ahead. */
const farthestBoundaries = 2_000;

/**
 * What holds at `nowMs`. Where there is an allowing window, writing is allowed only while one is open; an open denying window
 * denies it in any case. A window is open from each time of its schedule, and no longer from its end on.
 */
export function windowState(windows: readonly SyncWindow[], nowMs: number): WindowState {
	if (windows.length === 0) return { hold: undefined, changesAtMs: undefined };
	const timed = windows.map((window) => ({ window, cron: cronOf(window.schedule, window.timeZone) }));
	const isAllowed = isAllowedAt(timed, nowMs);
	const changesAtMs = nextChangeMs(timed, nowMs, isAllowed);
	return { changesAtMs, hold: isAllowed ? undefined : holdOf(timed, nowMs, changesAtMs) };
}

/** Why a window cannot be understood, in a sentence; undefined when it can. */
export function windowFault({ schedule, timeZone }: Pick<SyncWindow, "schedule" | "timeZone">): string | undefined {
	if (!isTimeZone(timeZone)) return "There is no such time zone. Write one as in Europe/Berlin, or UTC.";
	if (schedule.trim().split(/\s+/).length !== 5) return wrongSchedule;
	try {
		return cronOf(schedule, timeZone).nextRun(new Date(0)) ? undefined : "This schedule never comes.";
	} catch {
		return wrongSchedule;
	}
}

const wrongSchedule =
	"A schedule has five parts, as in cron: minute, hour, day of the month, month, day of the week; such as 0 22 * * 5.";

interface Timed {
	readonly window: SyncWindow;
	readonly cron: Cron;
}

function cronOf(schedule: string, timezone: string): Cron {
	return new Cron(schedule, { timezone, mode: "5-part", paused: true });
}

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
	} catch {
		return false;
	}
}

/** When the window that is open at `nowMs` was opened last; undefined while it is closed. */
function openedAtMs({ window, cron }: Timed, nowMs: number): number | undefined {
	const [last] = cron.previousRuns(1, new Date(nowMs + 1));
	return last && last.getTime() > nowMs - window.durationMs ? last.getTime() : undefined;
}

function isAllowedAt(timed: readonly Timed[], nowMs: number): boolean {
	const isOpen = (kind: SyncWindow["kind"]) =>
		timed.some((one) => one.window.kind === kind && openedAtMs(one, nowMs) !== undefined);
	return !isOpen("deny") && (isOpen("allow") || !timed.some(({ window }) => window.kind === "allow"));
}

function nextChangeMs(timed: readonly Timed[], nowMs: number, isAllowed: boolean): number | undefined {
	let atMs: number | undefined = nowMs;
	for (let count = 0; count < farthestBoundaries; count++) {
		atMs = nextBoundaryMs(timed, atMs);
		if (atMs === undefined || isAllowedAt(timed, atMs) !== isAllowed) return atMs;
	}
	return undefined;
}

/** The next moment after `nowMs` at which some window is opened or closed. */
function nextBoundaryMs(timed: readonly Timed[], nowMs: number): number | undefined {
	const boundaries = timed.flatMap((one) => {
		const openedMs = openedAtMs(one, nowMs);
		const closesMs = openedMs === undefined ? [] : [openedMs + one.window.durationMs];
		const next = one.cron.nextRun(new Date(nowMs));
		return next ? [...closesMs, next.getTime()] : closesMs;
	});
	return boundaries.length > 0 ? Math.min(...boundaries) : undefined;
}

function holdOf(timed: readonly Timed[], nowMs: number, untilMs: number | undefined): Hold {
	const denying = timed.find((one) => one.window.kind === "deny" && openedAtMs(one, nowMs) !== undefined);
	const until = untilMs === undefined ? {} : { until: new Date(untilMs).toISOString().replace(".000Z", "Z") };
	return {
		by: "window",
		reason: because("PausedByWindow", { ...until, ...(denying ? { denying: described(denying.window) } : {}) }),
		...(untilMs === undefined ? {} : { untilMs }),
	};
}

function described({ schedule, timeZone, reason }: SyncWindow) {
	return { schedule, timeZone, ...(reason ? { note: reason } : {}) };
}
