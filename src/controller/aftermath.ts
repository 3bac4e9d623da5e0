/** What follows from a pass: whose call has no effect, and when everything is looked at again. */
import { type Identity, kindOf } from "../model/identity.ts";
import type { SomeKind } from "../model/kind.ts";
import type { Desired } from "../model/manifest.ts";
import type { ResourceStatus } from "../model/status.ts";
import type { PassResult } from "./pass.ts";
import type { Repetition } from "./repetition.ts";
import type { Schedule } from "./schedule.ts";

/** Whose call was taken once more and has no effect. */
export function stalledItems(repetition: Repetition, { plan, sent }: PassResult): ReadonlySet<Identity> {
	const sentBy = new Map(sent.map((call) => [call.identity, call]));
	const stalled = plan.items.filter((item) => repetition.note(item, sentBy.get(item.identity)));
	return new Set(stalled.map(({ identity }) => identity));
}

/** Sets the time of the next look at whatever a pass was about. */
export function reschedule(
	schedule: Schedule,
	{
		kinds,
		desired,
		result: { plan, failed, sent },
		stalled,
		changed,
		nowMs,
	}: {
		readonly kinds: readonly SomeKind[];
		readonly desired: Desired;
		readonly result: PassResult;
		readonly stalled: ReadonlySet<Identity>;
		readonly changed: readonly ResourceStatus[];
		readonly nowMs: number;
	},
): void {
	const revisioned = new Set(kinds.flatMap((some) => some((kind) => (kind.revisioned ? [kind.name] : []))));
	const intervals = new Map(desired.resources.map(({ identity, policy }) => [identity, policy.intervalMs]));
	const failing = new Set(sent.filter(({ failure }) => failure).map(({ identity }) => identity));
	const changedNow = new Set(changed.map(({ identity }) => identity));
	for (const item of plan.items) {
		const { identity } = item;
		const intervalMs = intervals.get(identity);
		schedule.looked(
			item,
			{
				failed: failing.has(identity) || stalled.has(identity),
				changed: changedNow.has(identity),
				revisioned: revisioned.has(kindOf(identity)),
				...(intervalMs !== undefined ? { intervalMs } : {}),
			},
			nowMs,
		);
	}
	for (const { identity } of failed) schedule.failed(identity, nowMs);
	// Whatever waits may wait for what has just been done.
	if (sent.some(({ identity, failure }) => !failure && !stalled.has(identity))) {
		schedule.wake(plan.items.filter(({ verdict }) => verdict.outcome === "wait").map(({ identity }) => identity));
	}
}
