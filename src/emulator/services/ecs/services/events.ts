/** Service events in AWS's words, because tools and users read them (ECS developer guide, service event messages). */
import { randomUuid } from "../identifiers.ts";
import type { ServiceRecord } from "../records.ts";
import type { EcsState } from "../state.ts";

const keptEvents = 100;
/** AWS omits a repeated message for up to six hours, so a missing event does not prove health. */
const suppressedMs = 6 * 3_600_000;

/** Records `(service NAME) message`, newest first; the event of a task set also names the task set. */
export function recordEvent(state: EcsState, service: ServiceRecord, text: string, taskSetId?: string): void {
	const atMs = state.context.clock.now();
	const message = `(service ${service.name}${taskSetId ? `, taskSet ${taskSetId}` : ""}) ${text}`;
	const last = service.events[0];
	if (last?.message === message && atMs - last.atMs < suppressedMs) return;
	service.events.unshift({ id: randomUuid(state.context.random), atMs, message });
	if (service.events.length > keptEvents) service.events.length = keptEvents;
}
