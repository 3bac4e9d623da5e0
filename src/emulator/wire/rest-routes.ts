/**
 * Maps REST requests to operations and reads the input members in path and query. The URI patterns come from the
 * service's model.
 */
import type { NormalizedSchema } from "@smithy/core/schema";
import type { WireRequest } from "./http-message.ts";

/** Method and path of a REST operation. */
export interface Route<Operation> {
	readonly operation: Operation;
	readonly method: string;
	/** The status of a successful response. */
	readonly code: number;
	readonly pattern: RegExp;
	readonly fixedQuery: readonly (readonly [string, string])[];
}

/** The HTTP trait of a model's operation: such as `GET`, `/2013-04-01/hostedzone/{Id}`, 200. */
export type HttpTrait = readonly [method: string, uri: string, code: number];

/** Operations with more fixed query members come first, because they are more specific. */
export function routesOf<Operation extends { readonly http: HttpTrait | undefined }>(
	operations: readonly Operation[],
): readonly Route<Operation>[] {
	return operations
		.flatMap((operation) => {
			if (!operation.http) return [];
			const [method, uri, code] = operation.http;
			const [path = "", query = ""] = uri.split("?");
			const pattern = path
				.replace(/\./g, "\\.")
				.replace(/\{(\w+)(\+)?\}/g, (_, label: string, greedy?: string) => `(?<${label}>${greedy ? ".+" : "[^/]+"})`);
			const fixedQuery = [...new URLSearchParams(query)];
			return [{ operation, method, code, pattern: new RegExp(`^${pattern}/?$`), fixedQuery }];
		})
		.sort((a, b) => b.fixedQuery.length - a.fixedQuery.length);
}

/** The operation of a request and its path labels, still percent-encoded. */
export function findRoute<Operation>(routes: readonly Route<Operation>[], { method, path, query }: WireRequest) {
	for (const route of routes) {
		const match = route.method === method && route.pattern.exec(path);
		if (!match || !route.fixedQuery.every(([key, value]) => Object.hasOwn(query, key) && (query[key] ?? "") === value))
			continue;
		const labels: Readonly<Record<string, string>> = { ...match.groups };
		return { operation: route.operation, code: route.code, labels };
	}
	return undefined;
}

/** Throws if a label cannot be decoded. */
export function boundMembers(
	schema: NormalizedSchema,
	{ query }: WireRequest,
	labels: Readonly<Record<string, string>>,
): Record<string, unknown> {
	const members: Record<string, unknown> = {};
	if (schema.isUnitSchema()) return members;
	for (const [name, member] of schema.structIterator()) {
		const traits = member.getMergedTraits();
		const label = labels[name];
		const raw = traits.httpQuery ? query[String(traits.httpQuery)] : label && decodeURIComponent(label);
		if (raw === undefined || raw === null) continue;
		if (member.isListSchema()) {
			members[name] = [raw].flat().map((one) => scalar(member.getValueSchema(), String(one)));
		} else {
			members[name] = scalar(member, String(Array.isArray(raw) ? raw[0] : raw));
		}
	}
	return members;
}

function scalar(schema: NormalizedSchema, text: string): unknown {
	if (schema.isNumericSchema()) return Number(text);
	return schema.isBooleanSchema() ? text === "true" : text;
}
