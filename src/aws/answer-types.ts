/**
 * Validates the types of AWS answers against the SDK's schemas. The SDK passes on any JSON, such as a null in a list or
 * a string instead of a list; after this check every value has its documented type, so no answer can crash an
 * observation.
 */
import { NormalizedSchema } from "@smithy/core/schema";
import { getSmithyContext } from "@smithy/core/transport";
import { UnreadableAnswer } from "./failure.ts";

type Holder = Record<string, unknown>;
type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** Checks the member `name` of `holder`. Returns the path of the invalid value, `""` for the member itself. */
type Check = (value: unknown, holder: Holder, name: string) => string | undefined;

/** The part of the SDK's middleware stack used here; its SDK type differs for each service. */
interface MiddlewareStack {
	readonly add: (middleware: Middleware, options: { readonly step: "deserialize"; readonly name: string }) => void;
}

type Send = (args: object) => Promise<{ readonly output: Holder }>;
type Middleware = (next: Send, context: Parameters<typeof getSmithyContext>[0]) => Send;

/** Makes a client reject with an `UnreadableAnswer` when an answer has wrong types. */
export function checkTypes({ middlewareStack }: { readonly middlewareStack: object }): void {
	// Runs before the SDK's own deserializer.
	const options = { step: "deserialize", name: "checkTypes", priority: "high" } as const;
	(middlewareStack as MiddlewareStack).add(checking, options);
}

const checking: Middleware = (next, context) => {
	const { operationSchema } = getSmithyContext(context) as { readonly operationSchema?: readonly unknown[] };
	const check = compiled(NormalizedSchema.of(operationSchema?.[5] as Schema));
	return async (args) => {
		const result = await next(args);
		const path = check(result.output, {}, "");
		if (path !== undefined) throw new UnreadableAnswer(`"${path}" does not have its documented type`);
		return result;
	};
};

function compiled(schema: NormalizedSchema): Check {
	if (schema.isDocumentSchema() || schema.isUnitSchema() || schema.isBlobSchema()) return () => undefined;
	if (schema.isStructSchema()) return ofStruct(schema);
	if (schema.isListSchema()) return ofList(schema);
	if (schema.isMapSchema()) return ofMap(schema);
	if (schema.isTimestampSchema()) return (value) => (value instanceof Date && !Number.isNaN(+value) ? undefined : "");
	if (schema.isBooleanSchema()) return scalar("boolean", booleanOf);
	if (schema.isNumericSchema()) return scalar("number", numberOf);
	return schema.isStringSchema() ? scalar("string", String) : () => undefined;
}

/** Members are compiled on demand: most answers have few, and a schema may be recursive. */
function ofStruct(schema: NormalizedSchema): Check {
	const members = new Map<string, NormalizedSchema>(schema.structIterator());
	const checks = new Map<string, Check>();
	return (value) => {
		if (!isObject(value)) return "";
		for (const name of Object.keys(value)) {
			const member = members.get(name);
			const held = value[name];
			if (!member || held === undefined) continue;
			const check = checks.get(name) ?? compiled(member);
			checks.set(name, check);
			const path = check(held, value, name);
			if (path !== undefined) return joined(name, path);
		}
		return undefined;
	};
}

function ofList(schema: NormalizedSchema): Check {
	let check: Check | undefined;
	return (value) => {
		if (!Array.isArray(value)) return "";
		check ??= compiled(schema.getValueSchema());
		for (const [index, item] of value.entries()) {
			const path = check(item, value as unknown as Holder, String(index));
			if (path !== undefined) return joined(String(index), path);
		}
		return undefined;
	};
}

/** A null in a map is ignored (Smithy specification, "sparse": clients drop it). */
function ofMap(schema: NormalizedSchema): Check {
	let check: Check | undefined;
	return (value) => {
		if (!isObject(value)) return "";
		check ??= compiled(schema.getValueSchema());
		for (const name of Object.keys(value)) {
			const held = value[name];
			if (held === null) delete value[name];
			const path = held === null ? undefined : check(held, value, name);
			if (path !== undefined) return joined(name, path);
		}
		return undefined;
	};
}

/** AWS emulators confuse strings and numbers; equivalent values are converted. */
function scalar(type: "string" | "number" | "boolean", convert: (text: string) => unknown): Check {
	return (value, holder, name) => {
		if (typeof value === type || (type === "string" && value instanceof String)) return undefined;
		if (typeof value === "bigint" && type === "number") return undefined;
		const converted = ["string", "number", "boolean"].includes(typeof value) ? convert(String(value)) : undefined;
		if (converted === undefined) return "";
		holder[name] = converted;
		return undefined;
	};
}

function numberOf(text: string): number | undefined {
	const number = Number(text);
	return text.trim() === "" || Number.isNaN(number) ? undefined : number;
}

function booleanOf(text: string): boolean | undefined {
	return text === "true" || text === "false" ? text === "true" : undefined;
}

function isObject(value: unknown): value is Holder {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function joined(name: string, path: string): string {
	return path === "" ? name : `${name}.${path}`;
}
