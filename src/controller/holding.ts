/** What keeps this evenkeel from writing at a moment. It is asked before every call, so what is known until a later time is kept. */
import type { Hold } from "../model/hold.ts";
import type { SyncWindow } from "../model/manifest.ts";
import { observing } from "../plan/hold.ts";
import { type WindowState, windowState } from "../plan/windows.ts";

/** What holds writing; times are milliseconds since the epoch by the machine's clock, which windows are meant in. */
export interface Holding {
	readonly holdAt: (windows: readonly SyncWindow[], wallMs: number) => Hold | undefined;
	/** When that changes by itself; undefined where no change is in sight. */
	readonly changesAtMs: (windows: readonly SyncWindow[], wallMs: number) => number | undefined;
}

/** Where no change is in sight, it is looked for again after this long. */
const longestKnownMs = 3_600_000;

/** With `observe` nothing is ever written, whatever windows say. */
export function createHolding({ observe }: { readonly observe: boolean }): Holding {
	let known:
		| { readonly windows: readonly SyncWindow[]; readonly atMs: number; readonly state: WindowState }
		| undefined;
	const stateAt = (windows: readonly SyncWindow[], wallMs: number): WindowState => {
		const untilMs = known?.state.changesAtMs ?? (known?.atMs ?? 0) + longestKnownMs;
		if (!known || known.windows !== windows || wallMs < known.atMs || wallMs >= untilMs) {
			known = { windows, atMs: wallMs, state: windowState(windows, wallMs) };
		}
		return known.state;
	};
	return {
		holdAt: (windows, wallMs) => (observe ? observing : stateAt(windows, wallMs).hold),
		changesAtMs: (windows, wallMs) => (observe ? undefined : stateAt(windows, wallMs).changesAtMs),
	};
}
