/**
 * A record set as a zone holds it, and the names under which zones file their record sets: lower case, fully qualified,
 * with unusual characters written as octal escapes, as Route 53 stores and answers them.
 */
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { sameJson } from "../../lib/json.ts";
import type { ZoneRecord } from "../surroundings.ts";

/** One record set; what Cloud Map puts into a zone has the same form as what a caller puts there. */
export type RecordSet = ZoneRecord;

/** `_Web.Example.com` becomes `_web.example.com.`, and `*` becomes `\052`. */
export function canonicalName(name: string): string {
	const dotted = name.endsWith(".") ? name : `${name}.`;
	return dotted.toLowerCase().replace(/\\[0-7]{3}|[^a-z0-9._-]/g, (part) => (part.length === 4 ? part : octal(part)));
}

/** Whether `name` is the zone's own name or lies beneath it; both canonical. */
export function isWithin(name: string, zoneName: string): boolean {
	return name === zoneName || name.endsWith(`.${zoneName}`);
}

/** Route 53 sorts by labels from the right, then by type, then by set identifier. */
export function compareRecordSets(a: RecordPosition, b: RecordPosition): number {
	return (
		compareText(reversedLabels(a.name), reversedLabels(b.name)) ||
		compareText(a.type, b.type) ||
		compareText(a.setIdentifier ?? "", b.setIdentifier ?? "")
	);
}

/** Where a record set stands in a zone's list. */
export type RecordPosition = Pick<RecordSet, "name" | "type" | "setIdentifier">;

export function reversedLabels(name: string): string {
	return name.slice(0, -1).split(".").reverse().join(".");
}

export function compareText(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}

export function samePosition(a: RecordPosition, b: RecordPosition): boolean {
	return a.name === b.name && a.type === b.type && a.setIdentifier === b.setIdentifier;
}

/** Whether a deletion names exactly what is there; the order of values does not matter. */
export function sameContent(a: RecordSet, b: RecordSet): boolean {
	const content = ({ ttlSeconds, values, multiValueAnswer, weight }: RecordSet) => ({
		ttlSeconds,
		multiValueAnswer: multiValueAnswer ?? false,
		weight,
		values: [...values].sort(compareText),
	});
	return sameJson(content(a), content(b));
}

/** The record set as Route 53 answers it. */
export function toResourceRecordSet(record: RecordSet): ResourceRecordSet {
	const { name, type, setIdentifier, multiValueAnswer, weight, ttlSeconds, values } = record;
	return {
		Name: name,
		Type: type as ResourceRecordSet["Type"],
		SetIdentifier: setIdentifier,
		Weight: weight,
		MultiValueAnswer: multiValueAnswer || undefined,
		TTL: ttlSeconds,
		ResourceRecords: values.map((Value) => ({ Value })),
	};
}

function octal(character: string): string {
	return [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
