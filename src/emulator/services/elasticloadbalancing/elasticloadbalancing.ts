/**
 * The one operation of Elastic Load Balancing that is asked before a service names target groups: DescribeTargetGroups. None can
 * be made here; which there are is the operator's to say, see `known-ids.ts`.
 */
import { AwsError, type Handlers } from "../../failure.ts";
import { listed } from "../../known-ids.ts";
import type { Surroundings } from "../../surroundings.ts";

/** The API version of Elastic Load Balancing, and the namespace of its XML. */
export const loadBalancingApi = {
	version: "2015-12-01",
	xmlNamespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
};

interface DescribeTargetGroups {
	readonly TargetGroupArns?: readonly string[];
	readonly Names?: readonly string[];
	readonly LoadBalancerArn?: string;
	readonly PageSize?: string;
	readonly Marker?: string;
}

/** The operations of Elastic Load Balancing by name. */
export function loadBalancingHandlers(surroundings: Surroundings): Handlers {
	return {
		DescribeTargetGroups: ({ TargetGroupArns, Names, ...input }: DescribeTargetGroups) =>
			describe(surroundings, { ...input, ...asLists({ TargetGroupArns, Names }) }),
	};
}

function describe(surroundings: Surroundings, input: DescribeTargetGroups): object {
	const size = Number(input.PageSize ?? 400);
	if (!Number.isInteger(size) || size < 1 || size > 400) {
		throw new AwsError("ValidationError", "Page size must be between 1 and 400");
	}
	const all = meant(surroundings, input);
	const start = input.Marker === undefined ? 0 : all.indexOf(input.Marker);
	if (start < 0) throw new AwsError("ValidationError", "Invalid marker.");
	return {
		TargetGroups: all.slice(start, start + size).map((arn) => view(surroundings, arn)),
		NextMarker: all[start + size],
	};
}

/** The ARNs of the target groups that a request is about. Without a list every ARN of this account and region is there. */
function meant(surroundings: Surroundings, { TargetGroupArns, Names, LoadBalancerArn }: DescribeTargetGroups) {
	const { region, account } = surroundings;
	const groups = listed(surroundings, "targetGroup");
	const own = (arn: string) => arn.split(":").slice(3, 5).join(":") === `${region}:${account}`;
	if (TargetGroupArns) {
		for (const arn of TargetGroupArns) {
			if (!/^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[^/]+\/[^/]+$/.test(arn)) {
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
	return LoadBalancerArn === undefined
		? all
		: all.filter((arn) => loadBalancerOf(surroundings, arn) === LoadBalancerArn);
}

/** A form may give a text where a list is meant. */
function asLists(members: Readonly<Record<string, string | readonly string[] | undefined>>) {
	return Object.fromEntries(
		Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat()]])),
	);
}

/** Ours: all of them take addresses, and have a load balancer. */
function view(surroundings: Surroundings, arn: string): object {
	return {
		TargetGroupArn: arn,
		TargetGroupName: nameOf(arn),
		Protocol: "HTTP",
		Port: 80,
		TargetType: "ip",
		IpAddressType: "ipv4",
		LoadBalancerArns: [loadBalancerOf(surroundings, arn)],
	};
}

function loadBalancerOf({ region, account }: Surroundings, arn: string): string {
	return `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/${nameOf(arn)}/0123456789abcdef`;
}

function nameOf(arn: string): string {
	return arn.split("/")[1] ?? "";
}

function notFound(): AwsError {
	return new AwsError("TargetGroupNotFound", "One or more target groups not found");
}
