/**
 * The emulated ECS: clusters, task definitions, services, tasks and container instances of one account in one Region.
 * All its actions run on the given clock, and it calls other services through their ports.
 */
import type { AccountContext } from "../../account-context.ts";
import type { Handlers } from "../../aws-error.ts";
import type { Ports } from "../../ports.ts";
import type { RunningService } from "../../service.ts";
import { accountSettingOperations } from "./account-settings.ts";
import { lookAtCluster } from "./capacity/auto-scaling.ts";
import { capacityProviderOperations, createCapacityProviders } from "./capacity/providers.ts";
import { createChaosBook } from "./chaos/rule-book.ts";
import { clusterOperations } from "./clusters/clusters.ts";
import { agentOperations } from "./container-instances/agent-operations.ts";
import { attributeOperations } from "./container-instances/attributes.ts";
import { findMachine } from "./container-instances/container-instances.ts";
import { containerInstanceOperations } from "./container-instances/operations.ts";
import { deploymentRoutes } from "./control/deployment-routes.ts";
import { taskRoutes } from "./control/task-routes.ts";
import { serviceDeploymentOperations } from "./deployments/service-deployments.ts";
import { overview } from "./overview.ts";
import { checkRequest } from "./request-check.ts";
import { reconcileService } from "./scheduler/scheduler.ts";
import { serviceOperations } from "./services/services.ts";
import type { EcsState, Subject } from "./state.ts";
import { tagOperations } from "./tags.ts";
import { taskDefinitionOperations } from "./task-definitions/task-definitions.ts";
import { taskSetOperations } from "./task-sets/task-sets.ts";
import { createAddressPool } from "./tasks/addresses.ts";
import { executeCommandOperations } from "./tasks/execute-command.ts";
import { forgetStoppedTasks } from "./tasks/lifecycle.ts";
import { taskOperations } from "./tasks/operations.ts";
import { lookAtTask } from "./tasks/progress.ts";
import { taskProtectionOperations } from "./tasks/protection.ts";
import { standaloneTaskOperations } from "./tasks/standalone-tasks.ts";
import { createTimerQueue } from "./timer-queue.ts";
import { createTools, type EcsTools } from "./tools.ts";

/** The settings of ECS. */
export interface EcsSettings {
	/** `auto`, the default: an Auto Scaling group starts the container instances that services of type EC2 need. */
	readonly containerInstances?: "auto" | "none";
}

/** Starts without any resources. */
export function startEcs(context: AccountContext, ports: Ports, settings: EcsSettings = {}): RunningService<EcsTools> {
	const state = createState(context, ports, settings);
	const tools = createTools(state);
	const chaos = createChaosBook(tools.applyChaos);
	return {
		handlers: dispatch(state, {
			...accountSettingOperations(state),
			...agentOperations(state),
			...capacityProviderOperations(state),
			...clusterOperations(state),
			...taskDefinitionOperations(state),
			...serviceOperations(state),
			...serviceDeploymentOperations(state),
			...taskSetOperations(state),
			...taskOperations(state),
			...standaloneTaskOperations(state),
			...taskProtectionOperations(state),
			...executeCommandOperations(state),
			...containerInstanceOperations(state),
			...attributeOperations(state),
			...tagOperations(state),
		}),
		tools,
		offers: { machineAddress: (ec2InstanceId) => findMachine(state, ec2InstanceId)?.address },
		routes: [...taskRoutes(tools, chaos), ...deploymentRoutes(tools)],
		overview: () => ({ ...overview(state), chaos: chaos.list() }),
		stop: () => state.timers.stop(),
	};
}

/** Expired stopped tasks are removed at each request, so no timer is needed. */
function dispatch(state: EcsState, operations: Handlers): Handlers {
	return Object.fromEntries(
		Object.entries(operations).map(([name, operation]) => [
			name,
			(input: never, caller: Parameters<typeof operation>[1]) => {
				forgetStoppedTasks(state);
				checkRequest(state.context, name, input);
				return operation(input, caller);
			},
		]),
	);
}

function createState(context: AccountContext, ports: Ports, settings: EcsSettings): EcsState {
	let sequence = 0;
	const look = (subject: Subject) => {
		if (subject.kind === "service") reconcileService(state, subject);
		else if (subject.kind === "task") lookAtTask(state, subject);
		else lookAtCluster(state, subject);
	};
	const state: EcsState = {
		context,
		ports,
		containerInstances: settings.containerInstances ?? "auto",
		timers: createTimerQueue(context.clock, look),
		clusters: new Map(),
		families: new Map(),
		capacityProviders: createCapacityProviders(),
		tasks: new Map(),
		stoppedTasks: [],
		addresses: createAddressPool(context.region),
		accountSettings: new Map(),
		runTaskTokens: new Map(),
		serviceDeployments: new Map(),
		serviceRevisions: new Map(),
		endpoints: new Map(),
		chaosRules: new Set(),
		alarms: new Set(),
		failingHooks: new Set(),
		imageDigests: new Map(),
		nextSequence: () => ++sequence,
	};
	return state;
}
