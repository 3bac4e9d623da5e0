/**
 * Refusals as AWS sends them: the error's name, its text under the member that the service's model calls message, its
 * further members, and the HTTP status of the model. Errors that no model has get a plain shape.
 */
import { AwsError } from "./failure.ts";

/**
 * A schema as the SDK generates it: tag, namespace, name, traits, then member names and member schemas of a structure, or
 * input and output of an operation, and how many of the members, from the first on, are required.
 */
export type StaticSchema = readonly [
	tag: number,
	namespace: string,
	name: string,
	traits: unknown,
	first: unknown,
	second: unknown,
	requiredCount?: number,
];

/** An error as a structure to encode, its members, and its HTTP status. */
export interface ErrorResponse {
	readonly schema: StaticSchema;
	readonly body: Readonly<Record<string, unknown>>;
	readonly statusCode: number;
}

const structureTag = 3;

/** The HTTP status of errors of whose service no model is here, or that are in none. */
export const statusOfUnmodelled: Readonly<Record<string, number>> = {
	AccessDenied: 403,
	NoSuchEntity: 404,
	ServiceFailure: 500,
	ServiceUnavailableException: 500,
	InternalFailure: 500,
	InternalError: 500,
	ServiceUnavailable: 503,
};

/** @param modelled the error's schema in the service's model, if it has one. */
export function jsonErrorResponse(error: AwsError, modelled: StaticSchema | undefined): ErrorResponse {
	const { namespace, names, types } = partsOf(modelled);
	// Cloud Map spells it `Message`, ECS `message`: the model decides.
	const messageMember = names.find(isMessage) ?? "message";
	return {
		schema: [structureTag, namespace, error.code, 0, ["__type", ...names], [0, ...types]],
		body: { __type: error.code, [messageMember]: error.message, ...error.fields },
		statusCode: statusCodeOf(error, modelled, 400),
	};
}

/** @param modelled the error's schema in the service's model, if it has one. */
export function xmlErrorResponse(
	error: AwsError,
	modelled: StaticSchema | undefined,
	requestId: string,
): ErrorResponse {
	const { namespace, names, types } = partsOf(modelled);
	const further = names.filter((name) => !isMessage(name));
	const furtherTypes = further.map((name) => types[names.indexOf(name)]);
	const statusCode = statusCodeOf(error, modelled, 404);
	const inner = [
		structureTag,
		namespace,
		"Error",
		0,
		["Type", "Code", "Message", ...further],
		[0, 0, 0, ...furtherTypes],
	];
	const type = statusCode < 500 ? "Sender" : "Receiver";
	return {
		schema: [structureTag, namespace, "ErrorResponse", 0, ["Error", "RequestId"], [inner, 0]],
		body: { Error: { Type: type, Code: error.code, Message: error.message, ...error.fields }, RequestId: requestId },
		statusCode,
	};
}

/** AWS's refusal of an operation that it does not have. */
export function unknownOperation(what: string): AwsError {
	return new AwsError(
		"UnknownOperationException",
		`The embedded AWS does not know the operation ${what || "(none named)"}.`,
	);
}

/**
 * The refusal of an operation that AWS has and the embedded AWS has not: a 4xx, since a client would repeat after a 5xx.
 *
 * @param name such as `ecs:CreateDaemon`.
 */
export function notEmulated(name: string): AwsError {
	return new AwsError(
		"UnknownOperationException",
		`The embedded AWS does not have the operation ${name}. What it has is in src/emulator/BEHAVIOUR.md.`,
	);
}

/** AWS's refusal of a body that it cannot read. */
export function malformed(xml: boolean, message: string): AwsError {
	return new AwsError(xml ? "MalformedInput" : "SerializationException", message);
}

function partsOf(modelled: StaticSchema | undefined) {
	if (!modelled) return { namespace: "", names: ["message"], types: [0] };
	const [, namespace, , , names, types] = modelled;
	return { namespace, names: names as readonly string[], types: types as readonly unknown[] };
}

function statusCodeOf({ code }: AwsError, modelled: StaticSchema | undefined, unknownOperationStatus: number): number {
	if (modelled) {
		const { httpError, error } = modelled[3] as { readonly httpError?: number; readonly error?: "client" | "server" };
		return httpError ?? (error === "server" ? 500 : 400);
	}
	return statusOfUnmodelled[code] ?? (code === "UnknownOperationException" ? unknownOperationStatus : 400);
}

function isMessage(member: string): boolean {
	return member.toLowerCase() === "message";
}
