/** Decides whether this process may write now. Every call asks, so the state is memoized until it changes. */

import type { SyncWindow } from "../model/manifest.ts";
import type { Pause } from "../model/pause.ts";
import { observing } from "../plan/paused.ts";
import { type WindowState, windowState } from "../plan/windows.ts";

/** Whether writes are paused. Times are milliseconds since the epoch on the wall clock, which windows refer to. */
export interface PauseState {
	readonly pauseAt: (windows: readonly SyncWindow[], wallMs: number) => Pause | undefined;
	/** When the pause next begins or ends automatically; undefined if no change is scheduled. */
	readonly changesAtMs: (windows: readonly SyncWindow[], wallMs: number) => number | undefined;
}

/** Without a scheduled change, the state is computed again after this many milliseconds. */
const maxKnownMs = 3_600_000;

/** Creates the check. With `observe`, nothing is ever written, regardless of windows. */
export function createPauseState({ observe }: { readonly observe: boolean }): PauseState {
	let known:
		| { readonly windows: readonly SyncWindow[]; readonly atMs: number; readonly state: WindowState }
		| undefined;
	const stateAt = (windows: readonly SyncWindow[], wallMs: number): WindowState => {
		const untilMs = known?.state.changesAtMs ?? (known?.atMs ?? 0) + maxKnownMs;
		if (!known || known.windows !== windows || wallMs < known.atMs || wallMs >= untilMs) {
			known = { windows, atMs: wallMs, state: windowState(windows, wallMs) };
		}
		return known.state;
	};
	return {
		pauseAt: (windows, wallMs) => (observe ? observing : stateAt(windows, wallMs).pause),
		changesAtMs: (windows, wallMs) => (observe ? undefined : stateAt(windows, wallMs).changesAtMs),
	};
}
