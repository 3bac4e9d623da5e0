/**
 * Converts the sync windows of an Environment between manifest form and internal form. The schema has validated their
 * shape.
 */
import type { SyncWindow } from "../model/manifest.ts";
import type { Problem } from "../model/problem.ts";
import { windowFault } from "../plan/windows.ts";
import { durationMs, durationText } from "./duration.ts";
import { type MapNode, originAt } from "./node.ts";
import { errorAt } from "./problem.ts";

export interface WrittenWindow {
	readonly kind: SyncWindow["kind"];
	readonly schedule: string;
	readonly duration: string;
	readonly timeZone?: string;
	readonly reason?: string;
}

/** The windows of the Environment `document`. Adds a problem to `problems` for each invalid window. */
export function windowsFrom(
	written: readonly WrittenWindow[],
	document: MapNode,
	problems: Problem[],
): readonly SyncWindow[] {
	return written.map(({ kind, schedule, duration, timeZone = "UTC", reason }, index) => {
		const fault = windowFault({ schedule, timeZone });
		if (fault)
			problems.push(errorAt(originAt(document, ["spec", "windows", String(index)]), "invalid-window", { fault }));
		return { kind, schedule, timeZone, durationMs: durationMs(duration), ...(reason !== undefined && { reason }) };
	});
}

/** The manifest form of the windows. */
export function writtenWindows(windows: readonly SyncWindow[]): readonly WrittenWindow[] {
	return windows.map(({ durationMs: lengthMs, ...window }) => ({ ...window, duration: durationText(lengthMs) }));
}
