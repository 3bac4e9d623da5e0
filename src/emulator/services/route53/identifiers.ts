/** Creates identifiers in Route 53's formats from the account's random source. */
import { type Random, randomText } from "../../../lib/random.ts";

/** 32 hexadecimal digits in five groups, as used for health checks, policies and collections. */
export function newUuid(random: Random): string {
	const hex = randomText(random, 32, "0123456789abcdef");
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** `length` capital letters and digits, as used for zones, changes and delegation sets after their first letter. */
export function newId(random: Random, prefix: string, length: number): string {
	return prefix + randomText(random, length, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}
