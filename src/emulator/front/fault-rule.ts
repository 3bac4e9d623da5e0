/**
 * A fault on demand as plain data, which can be written in a test, in JSON and in a request to the control API alike, and its
 * check, which says in a sentence what is wrong. What each fault does is in `front.ts`.
 */
import { createBodyCheck } from "../body-check.ts";
import { type Wrongness, wrongnesses } from "../wire/wrong-answer.ts";

/** Which requests a fault meets. Without the last four members: every one. */
export interface FaultSelection {
	/** `ecs:UpdateService`, `UpdateService`, `ecs:Describe*`, `*`; several: any of them. */
	readonly operation: string | readonly string[];
	/** Only requests whose input has these members with these values, at any depth. */
	readonly input?: Readonly<Record<string, unknown>>;
	/** So many requests pass before the first fault. */
	readonly afterCalls?: number;
	/** How many requests it meets at most. */
	readonly count?: number;
	/** Meets a request with this chance, 0 to 1. */
	readonly probability?: number;
	/** Begins the chances, so that the same requests are met again; the rule's number when absent. */
	readonly seed?: number;
}

/** What happens to a request that is met. */
export type FaultEffect =
	/** Refused with the service's "Rate exceeded", without effect. */
	| { readonly fault: "throttle" }
	/** HTTP 500, without effect: `ServerException` in ECS, else `InternalFailure`. */
	| { readonly fault: "internalFailure" }
	/** Refused as by IAM, without effect. */
	| { readonly fault: "accessDenied" }
	/** Refused with this error, without effect. An error that the service does not have needs its HTTP status. */
	| { readonly fault: "error"; readonly code: string; readonly message: string; readonly statusCode?: number }
	/** The connection is lost before the request has an effect. */
	| { readonly fault: "dropRequest" }
	/** The request has its effect, and the connection is lost before the answer. */
	| { readonly fault: "dropResponse" }
	/** The request waits before its effect, or its response after it. */
	| { readonly fault: "delay"; readonly delaySeconds: number; readonly of?: "request" | "response" }
	/** The client waits until it gives up: its request never has an effect, or has it and the response never comes. */
	| { readonly fault: "neverAnswers"; readonly of?: "request" | "response" }
	/** A read gives the answer that an equal read got at least so long, or so many writes, ago; see `past-answers.ts`. */
	| { readonly fault: "staleRead"; readonly ageSeconds?: number; readonly ageWrites?: number }
	/** A read lacks something that is there; see `partial-answer.ts`. */
	| { readonly fault: "partialRead"; readonly lacks: "lastPage" | "page" | "items" }
	/** The request has its effect, and its answer is wrong; see `wrong-answer.ts`. */
	| { readonly fault: "wrongAnswer"; readonly as: Wrongness };

/** Which requests it meets, and what happens to them. */
export type FaultRule = FaultSelection & FaultEffect;

const positive = { type: "number", exclusiveMinimum: 0 };
const wholeNumber = { type: "integer", minimum: 0 };
const side = { enum: ["request", "response"] };
const statusCode = { type: "integer", minimum: 400, maximum: 599 };
const namePattern = "^[A-Za-z0-9*:]+$";

const selection = {
	operation: {
		type: ["string", "array"],
		pattern: namePattern,
		items: { type: "string", pattern: namePattern },
		minItems: 1,
	},
	input: { type: "object" },
	afterCalls: wholeNumber,
	count: { type: "integer", minimum: 1 },
	probability: { type: "number", minimum: 0, maximum: 1 },
	seed: wholeNumber,
};

function effect(fault: FaultEffect["fault"], members: Readonly<Record<string, object>> = {}, required: string[] = []) {
	return {
		type: "object",
		properties: { ...selection, fault: { const: fault }, ...members },
		required: ["operation", "fault", ...required],
		additionalProperties: false,
	};
}

const check = createBodyCheck({
	type: "object",
	required: ["operation", "fault"],
	discriminator: { propertyName: "fault" },
	oneOf: [
		effect("throttle"),
		effect("internalFailure"),
		effect("accessDenied"),
		effect("error", { code: { type: "string", pattern: "^\\w+$" }, message: { type: "string" }, statusCode }, [
			"code",
			"message",
		]),
		effect("dropRequest"),
		effect("dropResponse"),
		effect("delay", { delaySeconds: positive, of: side }, ["delaySeconds"]),
		effect("neverAnswers", { of: side }),
		effect("staleRead", { ageSeconds: positive, ageWrites: { type: "integer", minimum: 1 } }),
		effect("partialRead", { lacks: { enum: ["lastPage", "page", "items"] } }, ["lacks"]),
		effect("wrongAnswer", { as: { enum: wrongnesses } }, ["as"]),
	],
});

/** What is wrong with a value that should be a fault rule, as sentences that say what to write instead. */
export function faultRuleProblems(value: unknown): readonly string[] {
	return check(value);
}

/** Whether an operation such as `ecs:UpdateService` is one of those that the rule names. */
export function namesOperation({ operation }: FaultSelection, name: string): boolean {
	const bare = name.slice(name.indexOf(":") + 1);
	return [operation].flat().some((one) => {
		const expression = new RegExp(`^${one.replaceAll("*", ".*")}$`);
		return expression.test(one.includes(":") ? name : bare);
	});
}
