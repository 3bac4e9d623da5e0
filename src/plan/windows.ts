/**
 * Evaluates sync windows: times in which the environment allows or denies writes. The result follows from the schedule
 * and the current time alone, so a restart needs no stored state.
 */
import { Cron } from "croner";
import type { SyncWindow, WindowFault } from "../model/manifest.ts";
import type { Pause } from "../model/pause.ts";
import { because } from "../model/reason.ts";

/** The state at a moment, and the time of the next change; undefined if none is scheduled. */
export interface WindowState {
	readonly pause: Pause | undefined;
	readonly changesAtMs: number | undefined;
}

/** Limit of the search for the next change, since a schedule with overlapping openings keeps a window open forever. */
const farthestBoundaries = 2_000;

/**
 * The state at `nowMs`. If there are allow windows, writes are allowed only while one is open; an open deny window
 * always denies them. A window includes its start and excludes its end.
 */
export function windowState(windows: readonly SyncWindow[], nowMs: number): WindowState {
	if (windows.length === 0) return { pause: undefined, changesAtMs: undefined };
	const timed = windows.map((window) => ({ window, cron: cronOf(window.schedule, window.timeZone) }));
	const isAllowed = isAllowedAt(timed, nowMs);
	const changesAtMs = nextChangeMs(timed, nowMs, isAllowed);
	return { changesAtMs, pause: isAllowed ? undefined : pauseOf(timed, nowMs, changesAtMs) };
}

/** Why a window is invalid; undefined if it is valid. */
export function windowFault({
	schedule,
	timeZone,
}: Pick<SyncWindow, "schedule" | "timeZone">): WindowFault | undefined {
	if (!isTimeZone(timeZone)) return "time zone";
	if (schedule.trim().split(/\s+/).length !== 5) return "schedule";
	try {
		return cronOf(schedule, timeZone).nextRun(new Date(0)) ? undefined : "never";
	} catch {
		return "schedule";
	}
}

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

/** When the window open at `nowMs` was last opened; undefined while it is closed. */
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

/** The next time after `nowMs` at which a window opens or closes. */
function nextBoundaryMs(timed: readonly Timed[], nowMs: number): number | undefined {
	const boundaries = timed.flatMap((one) => {
		const openedMs = openedAtMs(one, nowMs);
		const closesMs = openedMs === undefined ? [] : [openedMs + one.window.durationMs];
		const next = one.cron.nextRun(new Date(nowMs));
		return next ? [...closesMs, next.getTime()] : closesMs;
	});
	return boundaries.length > 0 ? Math.min(...boundaries) : undefined;
}

function pauseOf(timed: readonly Timed[], nowMs: number, untilMs: number | undefined): Pause {
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
