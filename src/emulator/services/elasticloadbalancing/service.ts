/**
 * Elastic Load Balancing as a service of the embedded AWS. It has one operation, DescribeTargetGroups, which clients
 * call before a service refers to target groups. They cannot be created; the operator lists the existing ones.
 */
import type { AccountContext } from "../../account-context.ts";
import { AwsError } from "../../aws-error.ts";
import { unknownError } from "../../front/service-rules.ts";
import type { EmulatorService } from "../../service.ts";
import { queryProtocol } from "../../wire/query-protocol.ts";

const version = "2015-12-01";
const targetGroupArn = {
	name: "target group ARN",
	pattern: /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[^/]+\/[^/]+$/,
};

/** DescribeTargetGroups. */
export const elasticloadbalancing: EmulatorService<"elasticloadbalancing"> = {
	name: "elasticloadbalancing",
	title: "Elastic Load Balancing",
	protocol: queryProtocol({
		version,
		xmlNamespace: `http://elasticloadbalancing.amazonaws.com/doc/${version}/`,
		errors: { TargetGroupNotFound: 400 },
	}),
	rates: [{ operations: ["DescribeTargetGroups"], limit: "unpublished" }],
	refusals: {
		throttled: "Throttling",
		accessDenied: "AccessDenied",
		internalFailure: { code: "InternalFailure", message: unknownError },
	},
	lists: { paged: /^List/, more: ["NextMarker"] },
	resourceKinds: [targetGroupArn],
	start: (context) => ({
		handlers: {
			DescribeTargetGroups: ({ TargetGroupArns, Names, ...input }: DescribeTargetGroups) =>
				describe(context, { ...input, ...asLists({ TargetGroupArns, Names }) }),
		},
		tools: {},
	}),
};

interface DescribeTargetGroups {
	readonly TargetGroupArns?: readonly string[];
	readonly Names?: readonly string[];
	readonly LoadBalancerArn?: string;
	readonly PageSize?: string;
	readonly Marker?: string;
}

function describe(context: AccountContext, input: DescribeTargetGroups): object {
	const size = Number(input.PageSize ?? 400);
	if (!Number.isInteger(size) || size < 1 || size > 400) {
		throw new AwsError("ValidationError", "Page size must be between 1 and 400");
	}
	const all = meant(context, input);
	const start = input.Marker === undefined ? 0 : all.indexOf(input.Marker);
	if (start < 0) throw new AwsError("ValidationError", "Invalid marker.");
	return {
		TargetGroups: all.slice(start, start + size).map((arn) => view(context, arn)),
		NextMarker: all[start + size],
	};
}

/** The ARNs of the target groups that a request selects. Without a list every ARN of this account and Region exists. */
function meant(context: AccountContext, { TargetGroupArns, Names, LoadBalancerArn }: DescribeTargetGroups) {
	const { region, account } = context;
	const groups = context.known.listed(targetGroupArn);
	const own = (arn: string) => arn.split(":").slice(3, 5).join(":") === `${region}:${account}`;
	if (TargetGroupArns) {
		for (const arn of TargetGroupArns) {
			if (!targetGroupArn.pattern.test(arn)) {
				throw new AwsError("ValidationError", `'${arn}' is not a valid target group ARN`);
			}
			if (!own(arn) || (groups && !groups.includes(arn))) throw notFound();
		}
		return TargetGroupArns;
	}
	const all = (groups ?? []).filter(own);
	if (Names) {
		return Names.map((name) => {
			const arn = all.find((one) => nameOf(one) === name);
			if (arn === undefined) throw notFound();
			return arn;
		});
	}
	return LoadBalancerArn === undefined ? all : all.filter((arn) => loadBalancerOf(context, arn) === LoadBalancerArn);
}

/** A form can contain a text instead of a list. */
function asLists(members: Readonly<Record<string, string | readonly string[] | undefined>>) {
	return Object.fromEntries(
		Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat()]])),
	);
}

/** Chosen here: every target group has target type `ip` and a load balancer. */
function view(context: AccountContext, arn: string): object {
	return {
		TargetGroupArn: arn,
		TargetGroupName: nameOf(arn),
		Protocol: "HTTP",
		Port: 80,
		TargetType: "ip",
		IpAddressType: "ipv4",
		LoadBalancerArns: [loadBalancerOf(context, arn)],
	};
}

function loadBalancerOf({ region, account }: AccountContext, arn: string): string {
	return `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/${nameOf(arn)}/0123456789abcdef`;
}

function nameOf(arn: string): string {
	return arn.split("/")[1] ?? "";
}

function notFound(): AwsError {
	return new AwsError("TargetGroupNotFound", "One or more target groups not found");
}
