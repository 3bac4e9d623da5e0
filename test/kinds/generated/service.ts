/** Random services of three flavours: on Fargate, on container instances in bridge mode, and daemons there. */
import fc from "fast-check";
import schema from "../../../schemas/service.schema.json" with { type: "json" };
import { type Schema, specArbitrary } from "../../support/schema-arbitrary.ts";
import { type GeneratedKind, omitting } from "./generated-kind.ts";
import { serviceNeeds } from "./service-needs.ts";
import { arn, serviceRules } from "./service-rules.ts";

type Members = Record<string, unknown>;

const endpoints = fc.uniqueArray(
	specArbitrary(alone("ServiceConnectService"), {
		...serviceRules,
		"ServiceConnectService.clientAliases": fc.constant([]),
	}),
	{ minLength: 1, maxLength: 2, selector: ({ portName }) => portName },
);
const aliases = fc.array(specArbitrary(alone("ServiceConnectClientAlias"), serviceRules), {
	minLength: 2,
	maxLength: 2,
});

function alone(title: string): Schema {
	const root = schema as Schema;
	return { ...root, title, properties: { spec: root.$defs?.[title] ?? {} } };
}

const spec = fc
	.record({
		resourceContext: specArbitrary(schema as Schema, serviceRules),
		flavour: fc.constantFrom(onFargate, onFargate, onInstances, asDaemon),
		endpoints,
		aliases,
		classic: fc.boolean(),
	})
	.map(({ resourceContext, flavour, classic, ...offered }) => flavour(resourceContext, { ...offered, classic }));

interface Others {
	readonly endpoints: readonly Members[];
	readonly aliases: readonly Members[];
	readonly classic: boolean;
}

function onFargate(spec: Members, others: Others): Members {
	const { capacityProviderStrategy: strategy } = spec;
	const launch = Array.isArray(strategy) && strategy.length > 0 ? {} : { launchType: "FARGATE" };
	const withVolumes = Array.isArray(spec.volumeConfigurations) && spec.volumeConfigurations.length > 0;
	return withDeployment({
		...withConnect(
			omitting(spec, "launchType", "placementConstraints", "placementStrategy", "schedulingStrategy", "role"),
			others,
		),
		...launch,
		...(Array.isArray(strategy) && {
			capacityProviderStrategy: strategy.map((item, index) => (index === 0 ? item : omitting(item, "base"))),
		}),
		taskDefinition: withVolumes ? "with-volume" : "awsvpc",
		networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] }, ...(spec.networkConfiguration as object) },
	});
}

function onInstances(spec: Members, others: Others): Members {
	const { serviceRegistries: registries, loadBalancers } = spec;
	const registered = Array.isArray(registries) && registries.length > 0;
	const balanced = Array.isArray(loadBalancers) && loadBalancers.length > 1;
	const use = { registry: "srv", containerName: "web", containerPort: 80 };
	const fitted = withConnect(
		omitting(spec, "networkConfiguration", "platformVersion", "capacityProviderStrategy"),
		others,
	);
	const classic = others.classic && Array.isArray(loadBalancers) && loadBalancers.length > 0;
	return withDeployment({
		...(registered || balanced ? omitting(fitted, "role") : fitted),
		...(spec.launchType ? { launchType: "EC2" } : {}),
		...(registered && { serviceRegistries: [use] }),
		...(classic && { loadBalancers: [{ loadBalancerName: "classic", containerName: "web", containerPort: 80 }] }),
		...(spec.volumeConfigurations ? { volumeConfigurations: [] } : {}),
		taskDefinition: "bridge",
		schedulingStrategy: "REPLICA",
	});
}

function asDaemon(spec: Members, others: Others): Members {
	const { deploymentConfiguration, ...rest } = onInstances(omitting(spec, "availabilityZoneRebalancing"), others);
	const configuration = deploymentConfiguration as Members | undefined;
	return {
		...omitting(rest, "desiredCount", "placementStrategy"),
		schedulingStrategy: "DAEMON",
		...(configuration && {
			deploymentConfiguration: {
				...omitting(configuration, "maximumPercent", "strategy", "linearConfiguration", "canaryConfiguration"),
				minimumHealthyPercent: 50,
			},
		}),
	};
}

function withConnect(spec: Members, { endpoints: offered, aliases: given }: Others): Members {
	const connect = spec.serviceConnectConfiguration as Members | undefined;
	if (!connect) return spec;
	const log = connect.logConfiguration as Members | undefined;
	const services = offered.map(({ timeout, ...endpoint }, index) => {
		const clientAliases = [{ ...given[index], port: 80 + index }];
		return {
			...endpoint,
			clientAliases,
			...(timeout ? { timeout } : {}),
			...(endpoint.ingressPortOverride ? { ingressPortOverride: 8000 + index } : {}),
		};
	});
	return {
		...spec,
		serviceConnectConfiguration: {
			...(log ? connect : omitting(connect, "accessLogConfiguration")),
			namespace: "internal",
			// A service that publishes nothing waits for those that do, and has stories of its own.
			services,
		},
	};
}

/** What ECS takes together: a strategy brings its own settings, and to shift traffic it wants serviceRules. */
function withDeployment(spec: Members): Members {
	const balancers = ((spec.loadBalancers ?? []) as readonly Members[]).map(
		(one, index): Members => ({
			...(one.loadBalancerName
				? {}
				: { targetGroupArn: arn("elasticloadbalancing", `targetgroup/first-${index}/0123456789abcdef`) }),
			containerName: "web",
			containerPort: 80,
			...omitting(one, "targetGroupArn"),
		}),
	);
	const shifts = balancers.length === 0 || balancers.every(({ advancedConfiguration }) => advancedConfiguration);
	const configuration = spec.deploymentConfiguration as Members | undefined;
	const loadBalancers = shifts ? balancers : balancers.map((one) => omitting(one, "advancedConfiguration"));
	const alike = spec.loadBalancers ? { ...spec, loadBalancers } : spec;
	if (!configuration) return alike;
	const strategy = shifts ? configuration.strategy : "ROLLING";
	const { alarms, lifecycleHooks, ...others } = configuration;
	const rest = (strategy ?? "ROLLING") === "ROLLING" ? others : omitting(others, "earlySuccessCriteria");
	return {
		...alike,
		deploymentConfiguration: {
			...omitting(
				rest,
				...(strategy === "LINEAR" ? [] : ["linearConfiguration"]),
				...(strategy === "CANARY" ? [] : ["canaryConfiguration"]),
			),
			...(alarms ? { alarms: { ...alarms, alarmNames: ["errors", "a-latency"] } } : {}),
			...(Array.isArray(lifecycleHooks) && {
				lifecycleHooks: lifecycleHooks.map((hook) =>
					hook.targetType === "PAUSE"
						? { lifecycleStages: ["POST_SCALE_UP"], ...omitting(hook, "hookTargetArn", "roleArn", "hookDetails") }
						: { hookTargetArn: arn("lambda", "function:c"), lifecycleStages: ["PRE_SCALE_UP"], ...hook },
				),
			}),
			...(strategy ? { strategy } : {}),
		},
	};
}

export const services: GeneratedKind = {
	kind: "Service",
	nameField: "serviceName",
	schema: schema as Schema,
	rules: serviceRules,
	spec,
	needs: serviceNeeds,
	ordered: ["placementStrategy"],
};
