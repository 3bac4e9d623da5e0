/**
 * What `npm run test:aws` has to be told before it touches an account: which one, in which region, the ids of what exists
 * there already, and that somebody wants it. Without all of it nothing is sent.
 */

/** The ids in one account that the stories need. */
export interface AccountSettings {
	/** Twelve digits; compared with the account that answers. */
	readonly account: string;
	readonly region: string;
	readonly vpc: string;
	/** With a route to the internet, since tasks fetch their image over it; one or more. */
	readonly subnets: readonly [string, ...string[]];
	readonly securityGroup: string;
	/** ARNs. */
	readonly executionRole: string;
	readonly taskRole: string;
	/** Any small image that runs without arguments. */
	readonly image: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const meanings = {
	EVENKEEL_TEST_ACCOUNT: "the twelve digits of the account",
	EVENKEEL_TEST_REGION: "the region",
	EVENKEEL_TEST_VPC: "the id of a VPC with DNS support and DNS host names",
	EVENKEEL_TEST_SUBNETS: "ids of subnets with a route to the internet, with commas between them",
	EVENKEEL_TEST_SECURITY_GROUP: "the id of a security group that lets tasks reach the internet",
	EVENKEEL_TEST_EXECUTION_ROLE: "the ARN of a task execution role",
	EVENKEEL_TEST_TASK_ROLE: "the ARN of a task role",
} as const;

const defaultImage = "public.ecr.aws/docker/library/httpd:2.4-alpine";

/** What has to be written into EVENKEEL_TEST_CONFIRM: the account once more, so that it is meant. */
export function confirmation(account: string): string {
	return `create and delete resources in ${account}`;
}

/** The settings, or a sentence that says what is missing. */
export function readSettings(env: Environment): AccountSettings | string {
	const missing = Object.entries(meanings).filter(([name]) => !env[name]?.trim());
	if (missing.length > 0) {
		const list = missing.map(([name, meaning]) => `  ${name}: ${meaning}`).join("\n");
		return `This suite creates and deletes resources in a real AWS account. Set these variables first:\n${list}`;
	}
	const text = (name: keyof typeof meanings) => env[name]?.trim() ?? "";
	const account = text("EVENKEEL_TEST_ACCOUNT");
	if (!/^\d{12}$/.test(account))
		return `EVENKEEL_TEST_ACCOUNT is "${account}", which is not an account of twelve digits.`;
	if (env.EVENKEEL_TEST_CONFIRM !== confirmation(account)) {
		return `To say that you mean it, set EVENKEEL_TEST_CONFIRM to "${confirmation(account)}".`;
	}
	const [first = "", ...others] = text("EVENKEEL_TEST_SUBNETS")
		.split(",")
		.map((id) => id.trim());
	return {
		account,
		region: text("EVENKEEL_TEST_REGION"),
		vpc: text("EVENKEEL_TEST_VPC"),
		subnets: [first, ...others],
		securityGroup: text("EVENKEEL_TEST_SECURITY_GROUP"),
		executionRole: text("EVENKEEL_TEST_EXECUTION_ROLE"),
		taskRole: text("EVENKEEL_TEST_TASK_ROLE"),
		image: env.EVENKEEL_TEST_IMAGE?.trim() || defaultImage,
	};
}

/** What a run costs, in words, before it begins. */
export const costs = `It runs up to 12 Fargate tasks of 0.25 vCPU and 0.5 GB with a public IPv4 address each, for about half an hour, and
makes four private hosted zones, which AWS does not charge when they are gone within twelve hours. By AWS's prices of 2025
that is well below one US dollar, as long as everything is removed at the end; what is left behind goes on costing.`;
