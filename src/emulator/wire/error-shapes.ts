/**
 * Refusals as AWS sends them: the error's name, its text under the member that the service's model calls message, and its
 * further members. Errors that no model has get a plain shape.
 */
import { AwsError } from "../aws-error.ts";

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

/** An error as a structure to encode. */
export interface ErrorResponse {
	readonly schema: StaticSchema;
	readonly body: Readonly<Record<string, unknown>>;
}

const structureTag = 3;

/** @param modelled the error's schema in the service's model, if it has one. */
export function jsonErrorResponse(error: AwsError, modelled: StaticSchema | undefined): ErrorResponse {
	const { namespace, names, types } = partsOf(modelled);
	// Models spell it `Message` or `message`.
	const messageMember = names.find(isMessage) ?? "message";
	return {
		schema: [structureTag, namespace, error.code, 0, ["__type", ...names], [0, ...types]],
		body: { __type: error.code, [messageMember]: error.message, ...error.fields },
	};
}

/** @param modelled the error's schema in the service's model, if it has one. */
export function xmlErrorResponse(
	error: AwsError,
	modelled: StaticSchema | undefined,
	statusCode: number,
	requestId: string,
): ErrorResponse {
	const { namespace, names, types } = partsOf(modelled);
	const further = names.filter((name) => !isMessage(name));
	const furtherTypes = further.map((name) => types[names.indexOf(name)]);
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

/** The HTTP status of an error in the service's model. */
export function modelledStatus([, , , traits]: StaticSchema): number {
	const { httpError, error } = traits as { readonly httpError?: number; readonly error?: "client" | "server" };
	return httpError ?? (error === "server" ? 500 : 400);
}

function partsOf(modelled: StaticSchema | undefined) {
	if (!modelled) return { namespace: "", names: ["message"], types: [0] };
	const [, namespace, , , names, types] = modelled;
	return { namespace, names: names as readonly string[], types: types as readonly unknown[] };
}

function isMessage(member: string): boolean {
	return member.toLowerCase() === "message";
}
