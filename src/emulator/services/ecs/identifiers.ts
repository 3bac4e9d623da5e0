/**
 * Creates and parses ECS identifiers: ARNs in the long format (the only one for new accounts) and their random IDs.
 * References in requests are names or ARNs and are converted to names here.
 */
import { type Random, randomText } from "../../../lib/random.ts";
import type { AccountContext } from "../../account-context.ts";

const hexadecimal = "0123456789abcdef";
const decimal = "0123456789";
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The ARN of an ECS resource in this account, such as `cluster/shop`. */
export function arnOf(context: AccountContext, resource: string): string {
	return `arn:aws:ecs:${context.region}:${context.account}:${resource}`;
}

/** The part of an ECS ARN after the account; undefined if `text` is not an ECS ARN. */
export function resourceOfArn(text: string): string | undefined {
	return /^arn:aws[a-z-]*:ecs:[^:]*:[^:]*:(.+)$/s.exec(text)?.[1];
}

/** The last part of an ARN or path; a plain name is returned unchanged. */
export function nameOf(reference: string): string {
	return reference.slice(reference.lastIndexOf("/") + 1);
}

/** The ID of a task, a container instance or an attachment. */
export function randomHexadecimal(random: Random, length: number): string {
	return randomText(random, length, hexadecimal);
}

/** Nineteen digits without a leading zero, as in `ecs-svc/1234567890123456789` (ECS API reference, Deployment). */
export function randomDeploymentDigits(random: Random): string {
	return randomText(random, 1, "123456789") + randomText(random, 18, decimal);
}

/** The ID at the end of a service deployment's ARN. */
export function randomToken(random: Random): string {
	return randomText(random, 21, letters);
}

/** A version 4 UUID, as used by events and attachments. */
export function randomUuid(random: Random): string {
	const digits = randomHexadecimal(random, 32);
	const variant = "89ab"[Math.floor(random() * 4)];
	return [
		digits.slice(0, 8),
		digits.slice(8, 12),
		`4${digits.slice(13, 16)}`,
		`${variant}${digits.slice(17, 20)}`,
		digits.slice(20),
	].join("-");
}
