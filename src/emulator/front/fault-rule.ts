/**
 * Defines a fault rule as plain data, usable in tests, in JSON and over the control API, and validates it. `front.ts`
 * implements the effects.
 */
import { createBodyCheck } from "../body-check.ts";
import { type Wrongness, wrongnesses } from "../wire/wrong-answer.ts";

/** Selects the requests that a fault hits. Without the last four members it hits every request of the operations. */
export interface FaultSelection {
	/** `ecs:UpdateService`, `UpdateService`, `ecs:Describe*` or `*`; a list matches any of its members. */
	readonly operation: string | readonly string[];
	/** Only requests whose input contains these members and values, at any depth. */
	readonly input?: Readonly<Record<string, unknown>>;
	/** The number of requests that pass before the first fault. */
	readonly afterCalls?: number;
	/** The maximum number of requests that the rule hits. */
	readonly count?: number;
	/** The probability of a hit, 0 to 1. */
	readonly probability?: number;
	/** The random seed, which makes hits reproducible; the rule's number if absent. */
	readonly seed?: number;
}

/** The effect on a request that the rule hits. */
export type FaultEffect =
	/** Rejected with the service's "Rate exceeded", without effect. */
	| { readonly fault: "throttle" }
	/** HTTP 500, without effect: `ServerException` in ECS, else `InternalFailure`. */
	| { readonly fault: "internalFailure" }
	/** Rejected with IAM's error, without effect. */
	| { readonly fault: "accessDenied" }
	/** Rejected with this error, without effect. An error that is not in the service's model needs an HTTP status. */
	| { readonly fault: "error"; readonly code: string; readonly message: string; readonly statusCode?: number }
	/** The connection is lost before the request takes effect. */
	| { readonly fault: "dropRequest" }
	/** The request takes effect, and the connection is lost before the response. */
	| { readonly fault: "dropResponse" }
	/** The request is delayed before its effect, or the response after it. */
	| { readonly fault: "delay"; readonly delaySeconds: number; readonly of?: "request" | "response" }
	/** The client waits until it gives up: the request never takes effect, or it does and the response never arrives. */
	| { readonly fault: "neverAnswers"; readonly of?: "request" | "response" }
	/**
	 * A read returns the answer that an equal read got at least this long, or this many writes, ago; see
	 * `past-answers.ts`.
	 */
	| { readonly fault: "staleRead"; readonly ageSeconds?: number; readonly ageWrites?: number }
	/** A read omits existing items; see `partial-answer.ts`. */
	| { readonly fault: "partialRead"; readonly lacks: "lastPage" | "page" | "items" }
	/** The request takes effect, and its answer is wrong; see `wrong-answer.ts`. */
	| { readonly fault: "wrongAnswer"; readonly as: Wrongness };

/** The selected requests and the effect on them. */
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

/** The errors of a value that should be a fault rule; each tells what to write instead. */
export function faultRuleProblems(value: unknown): readonly string[] {
	return check(value);
}

/** Whether the rule names an operation such as `ecs:UpdateService`. */
export function namesOperation({ operation }: FaultSelection, name: string): boolean {
	const bare = name.slice(name.indexOf(":") + 1);
	return [operation].flat().some((one) => {
		const expression = new RegExp(`^${one.replaceAll("*", ".*")}$`);
		return expression.test(one.includes(":") ? name : bare);
	});
}
