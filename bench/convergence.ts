/**
 * Measures a fleet from an empty account to convergence and then at rest, through all of evenkeel in virtual time: the
 * total cost of loop, observation and planning, and the permanent cost of a reconcile without changes.
 */
import { createVirtualWorld } from "../test/support/virtual-world.ts";
import { fleet } from "./fleet.ts";
import { measure, milliseconds, type Sizes, seconds, type Table } from "./measure.ts";

const intervalMs = 60_000;
/** The number of idle intervals for the average. */
const quietIntervals = 5;

export async function convergenceFigures({ converged: services }: Sizes): Promise<Table> {
	const observedState = createVirtualWorld();
	let reconciles = 0;
	const onReconcile = () => {
		reconciles += 1;
	};
	const evenkeel = observedState.start({ intervalMs, onReconcile });
	evenkeel.accept(fleet(services));
	const startMs = observedState.clock.now();
	const birth = await measure(() => evenkeel.settle({ atMostMs: 86_400_000 }));
	const virtualMs = observedState.clock.now() - startMs;
	const toConverge = { calls: observedState.requests.length, writes: evenkeel.sent.length, reconciles };
	// Observations at rest must first spread out; only then all intervals are equal.
	await observedState.advance(2 * intervalMs);
	const [sentBefore, requestsBefore, passesBefore] = [evenkeel.sent.length, observedState.requests.length, reconciles];
	const quiet = await measure(() => observedState.advance(quietIntervals * intervalMs));
	const perInterval = (count: number) => (count / quietIntervals).toFixed(0);
	const writes = evenkeel.sent.length - sentBefore;
	await evenkeel.stop();
	return {
		title: `${services} services and their registries and task definitions, from an empty account to healthy and beyond`,
		figures: [
			{ what: "to converge: CPU", value: seconds(birth.cpuMs) },
			{ what: "to converge: virtual time", value: seconds(virtualMs) },
			{ what: "to converge: reconciles", value: String(toConverge.reconciles) },
			{ what: "to converge: calls", value: String(toConverge.calls) },
			{ what: "to converge: writes", value: String(toConverge.writes) },
			{ what: "at rest, per minute: CPU", value: milliseconds(quiet.cpuMs / quietIntervals) },
			{ what: "at rest, per minute: reconciles", value: perInterval(reconciles - passesBefore) },
			{ what: "at rest, per minute: calls", value: perInterval(observedState.requests.length - requestsBefore) },
			{ what: "at rest: writes", value: String(writes), target: "0" },
		],
	};
}
