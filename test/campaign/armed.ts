/**
 * Triggers a trouble: incidents at the n-th request, an outage for a while, a clock change, or a concurrent actor. A
 * stage lasts until its trouble is over. Actual effects are counted, because a trouble that never took effect is a
 * failure of the campaign.
 */
import type { FaultEffect } from "../../src/emulator/front/fault-rule.ts";
import { keepCompany } from "./company.ts";
import type { Scene } from "./scene.ts";
import type { Fault, Incident, Trouble } from "./trouble.ts";

/** A trouble that can take effect from now on. */
export interface Armed {
	/** Whether the stage can end. */
	readonly isOver: () => boolean;
	/** Ends the trouble and reverts what only its creator can revert. */
	readonly heal: () => Promise<void>;
	/** The effects so far, by name. */
	readonly happened: () => readonly string[];
}

/** More than the retries of one request, so that the controller itself meets the fault. */
const moreThanRetries = 5;
const effects: Readonly<Record<Exclude<Fault, "crash before" | "crash after">, FaultEffect & { count: number }>> = {
	"response lost": { fault: "dropResponse", count: 1 },
	"never answered": { fault: "neverAnswers", of: "response", count: 1 },
	throttled: { fault: "throttle", count: moreThanRetries },
	"500": { fault: "internalFailure", count: moreThanRetries },
	"empty page first": { fault: "partialRead", lacks: "page", count: 1 },
};
const reading = ["List*", "Describe*", "Get*"];
const writing = ["Create*", "Update*", "Put*", "Delete*", "Register*", "Deregister*", "Tag*", "Untag*"];

const hourMs = 3_600_000;
const frozenMs = 900_000;

/** Arms a trouble at the start of a stage; none is over immediately. */
export async function arm(scene: Scene, trouble: Trouble | undefined): Promise<Armed> {
	switch (trouble?.what) {
		case "incidents":
			return armIncidents(scene, trouble.incidents);
		case "weather":
			return armWeather(scene, trouble);
		case "clock":
			return armClock(scene, trouble);
		case "company":
			return keepCompany(scene, trouble);
		default:
			return { isOver: () => true, heal: async () => {}, happened: () => [] };
	}
}

/** Incidents in sequence; only the first is certain to occur, because the recovery from it may need no further request. */
function armIncidents(scene: Scene, incidents: readonly Incident[]): Armed {
	const happened: string[] = [];
	const waiting = [...incidents];
	let current: { readonly fault: Fault; readonly isOver: () => boolean; readonly remove: () => void } | undefined;
	const step = () => {
		if (current && !current.isOver()) return;
		if (current) happened.push(current.fault);
		current?.remove();
		const next = waiting.shift();
		current = next && armIncident(scene, next);
	};
	step();
	return {
		isOver: () => {
			step();
			return happened.length > 0;
		},
		heal: async () => {
			step();
			current?.remove();
		},
		happened: () => happened,
	};
}

function armIncident({ world, killAt, spare }: Scene, { fault, on, number }: Incident) {
	if (fault === "crash before" || fault === "crash after") {
		return { fault, isOver: killAt(fault === "crash before" ? "before" : "after", number), remove: spare };
	}
	const effect = effects[fault];
	const { faults } = world.emulator;
	const remove = faults.add({ operation: on === "read" ? reading : writing, afterCalls: number - 1, ...effect });
	const id = faults.list().at(-1)?.id;
	const applied = () => faults.list().find((one) => one.id === id)?.applied ?? 0;
	return { fault, isOver: () => applied() >= effect.count, remove };
}

function armWeather({ world }: Scene, trouble: Trouble & { readonly what: "weather" }): Armed {
	const { operation, effect, probability, forSeconds } = trouble;
	const { faults } = world.emulator;
	const remove = faults.add({ operation, ...effect, ...(probability ? { probability } : {}) });
	const id = faults.list().at(-1)?.id;
	let applied = 0;
	let isPast = false;
	const end = () => {
		applied = faults.list().find((one) => one.id === id)?.applied ?? applied;
		isPast = true;
		remove();
	};
	const cancel = world.clock.schedule(forSeconds * 1000, end);
	return {
		isOver: () => isPast,
		heal: async () => {
			cancel();
			end();
		},
		happened: () => (applied > 0 ? [nameOf(effect)] : []),
	};
}

/** `throttle`, `staleRead 5 s`, `partialRead lastPage`. */
export function nameOf(effect: FaultEffect): string {
	if (effect.fault === "partialRead") return `partialRead ${effect.lacks}`;
	if (effect.fault === "neverAnswers") return `neverAnswers ${effect.of ?? "request"}`;
	if (effect.fault !== "staleRead") return effect.fault;
	return effect.ageWrites ? `staleRead ${effect.ageWrites} write` : `staleRead ${effect.ageSeconds} s`;
}

function armClock({ world, clock }: Scene, { does, afterSeconds }: Trouble & { readonly what: "clock" }): Armed {
	const atMs = world.clock.now() + afterSeconds * 1000;
	let isDone = false;
	const doIt = {
		forward: () => clock.jump(hourMs),
		back: () => clock.jump(-hourMs),
		freeze: () => {
			clock.freeze();
			world.clock.schedule(frozenMs, clock.thaw);
		},
		suspend: () => {
			clock.suspend();
			world.clock.schedule(frozenMs, clock.resume);
		},
	}[does];
	const cancel = world.clock.schedule(afterSeconds * 1000, () => {
		isDone = true;
		doIt();
	});
	return {
		isOver: () => isDone && world.clock.now() >= atMs + (does === "freeze" || does === "suspend" ? frozenMs : 0),
		heal: async () => cancel(),
		happened: () => (isDone ? [`clock ${does}`] : []),
	};
}
