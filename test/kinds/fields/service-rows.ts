/** How each field of a service is changed, on Fargate or, for placement, on container instances. */
import type { FieldRows } from "./field-row.ts";

const awsvpcConfiguration = { subnets: ["subnet-1"] };
const strategyBase = { cluster: "shop", taskDefinition: "awsvpc", networkConfiguration: { awsvpcConfiguration } };
const base = { ...strategyBase, launchType: "FARGATE" };
const bridge = { cluster: "shop", taskDefinition: "bridge", launchType: "EC2" };
const targetGroupArn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef";
const volume = (sizeInGiB: number) => [
	{ name: "data", managedEBSVolume: { roleArn: "arn:aws:iam::111122223333:role/volumes", sizeInGiB } },
];
const endpoint = { portName: "http", discoveryName: "web", clientAliases: [{ port: 80 }] };
const unseen = { none: "ECS does not show it, so the check field-not-shown refuses it" };

export const serviceRows: FieldRows = {
	serviceName: { none: "another name is another service" },
	cluster: { none: "in another cluster it is another service" },
	gatewayConnectors: unseen,
	monitoring: unseen,
	deploymentController: { base, born: { type: "ECS" }, wanted: { type: "EXTERNAL" } },
	taskDefinition: { base, born: "awsvpc", wanted: "other", byHand: "awsvpc" },
	loadBalancers: { base, born: [], wanted: [{ targetGroupArn, containerName: "web", containerPort: 80 }], removed: [] },
	serviceRegistries: { base, born: [], wanted: [{ registry: "api" }], removed: [] },
	desiredCount: { base, born: 1, wanted: 2, removed: 0 },
	launchType: { base, born: "FARGATE", wanted: "EC2" },
	capacityProviderStrategy: {
		base: strategyBase,
		born: [{ capacityProvider: "FARGATE", weight: 1 }],
		wanted: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
		removed: [],
	},
	platformVersion: { base, born: "LATEST", wanted: "1.4.0" },
	role: { base: bridge, wanted: "arn:aws:iam::111122223333:role/other" },
	deploymentConfiguration: {
		base,
		born: {},
		wanted: { maximumPercent: 150, minimumHealthyPercent: 50 },
		removed: {},
		byHand: { maximumPercent: 200, minimumHealthyPercent: 100 },
	},
	placementConstraints: { base: bridge, born: [], wanted: [{ type: "distinctInstance" }], removed: [] },
	placementStrategy: { base: bridge, born: [], wanted: [{ type: "spread", field: "instanceId" }], removed: [] },
	networkConfiguration: {
		base,
		born: { awsvpcConfiguration },
		wanted: { awsvpcConfiguration: { subnets: ["subnet-2"] } },
	},
	healthCheckGracePeriodSeconds: { base, born: 0, wanted: 30, removed: 0 },
	schedulingStrategy: { base: bridge, born: "REPLICA", bornWith: { desiredCount: 2 }, wanted: "DAEMON" },
	enableECSManagedTags: { base, born: false, wanted: true, removed: false },
	propagateTags: { base, born: "NONE", wanted: "SERVICE", removed: "NONE" },
	enableExecuteCommand: { base, born: false, wanted: true, removed: false },
	availabilityZoneRebalancing: { base, born: "ENABLED", wanted: "DISABLED" },
	serviceConnectConfiguration: {
		base,
		born: { enabled: false },
		wanted: { enabled: true, namespace: "internal", services: [endpoint] },
		removed: { enabled: false },
	},
	volumeConfigurations: { base: { ...base, taskDefinition: "with-volume" }, born: volume(1), wanted: volume(2) },
	vpcLatticeConfigurations: {
		base,
		born: [],
		wanted: [{ roleArn: "arn:aws:iam::111122223333:role/lattice", targetGroupArn, portName: "http" }],
		removed: [],
	},
};
