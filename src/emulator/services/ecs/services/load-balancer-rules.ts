/**
 * Validates a service's load balancers (ECS API reference, LoadBalancer; ECS developer guide, troubleshooting
 * blue/green deployments, for the texts). All load balancers and listener rules exist, and also all target groups
 * unless the operator lists some.
 */
import type { AdvancedConfiguration, LoadBalancer } from "@aws-sdk/client-ecs";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError } from "../../../aws-error.ts";

import { shiftsTraffic } from "../deployments/stages.ts";
import type { RevisionRecord, ServiceConfiguration } from "../record-parts.ts";
import { checkContainerPort } from "./container-port.ts";

/** ECS developer guide, service quotas: target groups per service. */
const maximumTargetGroups = 5;

/** Throws AWS's error for invalid load balancers, or for a grace period without one. */
export function checkLoadBalancers(
	context: Pick<AccountContext, "known">,
	configuration: ServiceConfiguration,
	definition: RevisionRecord,
): void {
	const loadBalancers = configuration.loadBalancers ?? [];
	if (loadBalancers.length > maximumTargetGroups) {
		throw refusal(`load balancers can have at most ${maximumTargetGroups} items.`);
	}
	checkKinds(loadBalancers);
	const seen = new Set<string>();
	for (const loadBalancer of loadBalancers) {
		checkTargetGroup(context, loadBalancer, seen);
		if (!loadBalancer.containerName || loadBalancer.containerPort === undefined) {
			throw refusal("containerName and containerPort are required for each load balancer.");
		}
		checkContainerPort(loadBalancer, definition);
	}
	checkAdvanced(loadBalancers, shiftsTraffic(configuration.deploymentConfiguration));
	checkGracePeriod(configuration, definition);
	checkRole(configuration, definition);
}

/** Classic Load Balancers are named; newer ones are identified by their target groups. */
function checkKinds(loadBalancers: readonly LoadBalancer[]): void {
	const classic = loadBalancers.filter(({ loadBalancerName }) => loadBalancerName !== undefined);
	const newer = loadBalancers.filter(({ targetGroupArn }) => targetGroupArn !== undefined);
	if (classic.length > 0 ? newer.length > 0 : newer.length < loadBalancers.length) {
		throw refusal(
			"All loadBalancers must be strictly either ELBv1 (defining loadBalancerName) or ELBv2 (defining targetGroupArn)",
		);
	}
	if (classic.some(({ advancedConfiguration }) => advancedConfiguration)) {
		throw refusal("advancedConfiguration field is not allowed with ELBv1 loadBalancers");
	}
}

function checkTargetGroup(
	context: Pick<AccountContext, "known">,
	{ targetGroupArn }: LoadBalancer,
	seen: Set<string>,
): void {
	if (targetGroupArn === undefined) return;
	if (!/^arn:aws[a-z-]*:elasticloadbalancing:[^:]+:\d{12}:targetgroup\/.+$/.test(targetGroupArn)) {
		throw refusal(`Invalid target group ARN: ${targetGroupArn}`);
	}
	if (!context.known.has(targetGroupArn)) {
		throw refusal(`The target group with targetGroupArn ${targetGroupArn} does not exist.`);
	}
	if (seen.has(targetGroupArn)) throw refusal(`Duplicate targetGroupArn found: ${targetGroupArn}`);
	seen.add(targetGroupArn);
}

/** To shift traffic ECS needs a second target group, the rules to change, and the permission to change them. */
function checkAdvanced(loadBalancers: readonly LoadBalancer[], shifting: boolean): void {
	const advanced = loadBalancers.flatMap(({ advancedConfiguration }) => advancedConfiguration ?? []);
	if (advanced.length > 0 && advanced.length < loadBalancers.length) {
		throw refusal("Either all or none of the provided loadBalancers must have advancedConfiguration defined");
	}
	if (shifting && advanced.length < loadBalancers.length) {
		throw refusal(
			"advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy",
		);
	}
	for (const configuration of advanced) checkRules(configuration);
}

function checkRules(configuration: AdvancedConfiguration): void {
	for (const member of ["alternateTargetGroupArn", "productionListenerRule", "roleArn"] as const) {
		if (!configuration[member]) throw refusal(`${member} is required in advancedConfiguration.`);
	}
	for (const member of ["productionListenerRule", "testListenerRule"] as const) {
		const arn = configuration[member];
		// An Application Load Balancer shifts traffic with a listener rule.
		if (!arn || /:elasticloadbalancing:[^:]+:\d{12}:(listener-rule\/app\/|listener\/net\/)/.test(arn)) continue;
		throw refusal(`${member} has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: ${arn}`);
	}
	if (configuration.productionListenerRule !== configuration.testListenerRule) return;
	throw refusal(
		`The following rules cannot be used as both production and test listener rules: ${configuration.testListenerRule}`,
	);
}

/** A grace period requires a health check to ignore. Accepting 0 seconds without one is a choice made here. */
function checkGracePeriod(configuration: ServiceConfiguration, { definition }: RevisionRecord): void {
	const seconds = configuration.healthCheckGracePeriodSeconds;
	if (!seconds) return;
	if (!Number.isInteger(seconds) || seconds < 0 || seconds > 2_147_483_647) {
		throw refusal("healthCheckGracePeriodSeconds must be an integer between 0 and 2147483647.");
	}
	const checked =
		configuration.loadBalancers?.length ||
		configuration.vpcLatticeConfigurations?.length ||
		definition.containerDefinitions?.some(({ healthCheck }) => healthCheck);
	if (checked) return;
	throw refusal("Health check grace period is only valid for services configured to use load balancers");
}

/** awsvpc mode, service discovery and several target groups need the service-linked role and no other. */
function checkRole(configuration: ServiceConfiguration, { definition }: RevisionRecord): void {
	if (configuration.role === undefined) return;
	const linked =
		definition.networkMode === "awsvpc" ||
		configuration.serviceRegistries?.length ||
		(configuration.loadBalancers?.length ?? 0) > 1;
	if (!linked) return;
	throw refusal("You cannot specify an IAM role for services that require a service linked role.");
}

function refusal(text: string): AwsError {
	return new AwsError("InvalidParameterException", text);
}
