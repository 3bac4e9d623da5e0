/** Checks of what requests say, with AWS's own texts. */
import { isRecord } from "../../../lib/json.ts";
import { AwsError } from "../../aws-error.ts";

/** CloudWatch Logs API reference, PutRetentionPolicy. */
const retentions = [
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const classes = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY", "ESSENTIALS"];
const mostTags = 50;

/** A refusal of what a request says. */
export function invalid(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}

/** A constraint of the API's model that a value breaks. */
function constraint(value: unknown, member: string, rule: string): AwsError {
	const text = `Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must ${rule}`;
	return invalid(`1 validation error detected: ${text}`);
}

/** The name of a log group; refused where none can be called so. */
export function readName(name: unknown): string {
	if (typeof name !== "string") {
		throw invalid(
			"1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null",
		);
	}
	if (name.length < 1) throw constraint(name, "logGroupName", "have length greater than or equal to 1");
	if (name.length > 512) throw constraint(name, "logGroupName", "have length less than or equal to 512");
	if (!/^[.\-_/#A-Za-z0-9]+$/.test(name)) {
		throw constraint(name, "logGroupName", "satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+");
	}
	return name;
}

/** The same of a new one. */
export function readNewName(input: unknown): string {
	const name = readName(input);
	if (name.startsWith("aws/")) throw invalid("Log group names can't start with the string aws/");
	return name;
}

/** Days that AWS can keep log events for. */
export function readRetention(days: unknown): number {
	if (typeof days === "number" && retentions.includes(days)) return days;
	throw invalid(`Invalid retention value. Valid values are: [${retentions.join(", ")}]`);
}

/** STANDARD where none is said. */
export function readClass(name: unknown = "STANDARD"): string {
	if (typeof name === "string" && classes.includes(name)) return name;
	throw constraint(name, "logGroupClass", `satisfy enum value set: [${classes.join(", ")}]`);
}

/** The ARN of a KMS key. */
export function readKey(arn: unknown): string {
	if (typeof arn === "string" && /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/.+$/.test(arn)) return arn;
	throw invalid("The specified KMS key does not exist or is not allowed to be used.");
}

/** Tags to be laid over `present`; too many together are refused. */
export function readTags(tags: unknown, present: ReadonlyMap<string, string> = new Map()): Map<string, string> {
	const result = new Map(present);
	for (const [key, value] of isRecord(tags) ? Object.entries(tags) : []) {
		if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key)) throw constraint(key, "tags", "be a valid tag key");
		if (/^aws:/i.test(key)) throw invalid("Tag keys that start with aws: are reserved for AWS.");
		if (typeof value !== "string" || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
			throw constraint(value, "tags", "be a valid tag value");
		}
		result.set(key, value);
	}
	if (result.size > mostTags) {
		throw new AwsError("TooManyTagsException", `A resource can have no more than ${mostTags} tags.`);
	}
	return result;
}
