/**
 * Encodes AWS errors: the error's name, its text under the model's message member, and additional members. Errors
 * outside all models get a plain shape.
 */
import { AwsError } from "../aws-error.ts";

/**
 * A schema as the SDK generates it: tag, namespace, name, traits, then the member names and member schemas of a
 * structure, or the input and output of an operation. The first members are required; their number is the last element.
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

/** @param modelled the error's schema in the service's model, if there is one. */
export function jsonErrorResponse(error: AwsError, modelled: StaticSchema | undefined): ErrorResponse {
	const { namespace, names, types } = partsOf(modelled);
	// Models spell it `Message` or `message`.
	const messageMember = names.find(isMessage) ?? "message";
	return {
		schema: [structureTag, namespace, error.code, 0, ["__type", ...names], [0, ...types]],
		body: { __type: error.code, [messageMember]: error.message, ...error.fields },
	};
}

/** @param modelled the error's schema in the service's model, if there is one. */
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

/** AWS's error for an operation that does not exist. */
export function unknownOperation(what: string): AwsError {
	return new AwsError("UnknownOperationException", `Unknown operation: ${what || "(none named)"}.`);
}

/**
 * The error for an AWS operation that the embedded AWS does not support. It is a 4xx, because clients retry after a
 * 5xx.
 *
 * @param name such as `ecs:CreateDaemon`.
 */
export function notEmulated(name: string): AwsError {
	return new AwsError(
		"UnknownOperationException",
		`The embedded AWS does not support the operation ${name}. src/emulator/BEHAVIOUR.md lists the supported behaviour.`,
	);
}

/** AWS's error for a body that cannot be parsed. */
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
