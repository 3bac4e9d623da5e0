/**
 * The events of a service, in AWS's words, since tools and people read them (ECS developer guide, service event messages).
 */
import { randomUuid } from "../identifiers.ts";
import type { ServiceRecord } from "../records.ts";
import type { EcsState } from "../state.ts";

const keptEvents = 100;
/** AWS leaves out a message that repeats the last one for up to six hours, so silence is not health. */
const suppressedMs = 6 * 3_600_000;

/** Records `(service NAME) message`, newest first; what happens to a task set names it, too. */
export function recordEvent(state: EcsState, service: ServiceRecord, text: string, taskSetId?: string): void {
	const atMs = state.context.clock.now();
	const message = `(service ${service.name}${taskSetId ? `, taskSet ${taskSetId}` : ""}) ${text}`;
	const last = service.events[0];
	if (last?.message === message && atMs - last.atMs < suppressedMs) return;
	service.events.unshift({ id: randomUuid(state.context.random), atMs, message });
	if (service.events.length > keptEvents) service.events.length = keptEvents;
}
