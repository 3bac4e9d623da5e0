/**
 * Measures the planner alone: AWS has the fleet as declared, one service in a hundred was changed manually, and all
 * resources are due at once. evenkeel's own reconciles create the input; only planning is measured.
 */
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { observeAndPlan } from "../src/controller/reconcile.ts";
import { callsOf } from "../src/model/plan.ts";
import { makePlan } from "../src/plan/plan.ts";
import { converge } from "../test/support/converged.ts";
import { fleet, namesOf } from "./fleet.ts";
import { measure, milliseconds, type Sizes, type Table } from "./measure.ts";

const driftedOf = 100;

export async function plannerFigures({ planned: services }: Sizes): Promise<Table> {
	const { input: converged, observedState } = await converge(fleet(services));
	for (let index = 0; index < services; index += driftedOf) {
		const { cluster, service } = namesOf(index);
		await observedState.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 3 }));
	}
	const input = { ...converged, reconcileId: converged.reconcileId + 1 };
	await observeAndPlan(input);
	const first = await measure(() => makePlan(input));
	const second = await measure(() => makePlan(input));
	return {
		title: `${input.due.size} resources of ${services} services planned at once, ${callsOf(first.result).length} of them changed`,
		figures: [
			{ what: "CPU", value: milliseconds(first.cpuMs), target: "well under 1 s" },
			{ what: "CPU, second run", value: milliseconds(second.cpuMs) },
		],
	};
}
