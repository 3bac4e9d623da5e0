/**
 * Schedules the wake-ups of ECS. Thousands of services would need thousands of timers; instead each subject has one
 * wake-up time in a heap, and the clock holds a single timer.
 */
import type { Cancel, Clock } from "../../../lib/clock.ts";

/** A subject with a wake-up time, which is stored on the subject so that stale heap entries are recognized. */
export interface TimerSubject {
	/** The time of the next wake-up in milliseconds since the epoch. */
	wakeAtMs: number | undefined;
}

/** Schedules wake-ups of subjects. */
export interface TimerQueue<Subject extends TimerSubject> {
	/** Wakes `subject` at `atMs`, or earlier if an earlier wake-up is already scheduled. */
	readonly wake: (subject: Subject, atMs: number) => void;
	readonly stop: () => void;
}

interface Entry<Subject> {
	readonly atMs: number;
	readonly order: number;
	readonly subject: Subject;
}

/** Creates a timer queue on `clock` that calls `look` for each due subject, in order of time and then of scheduling. */
export function createTimerQueue<Subject extends TimerSubject>(
	clock: Clock,
	look: (subject: Subject) => void,
): TimerQueue<Subject> {
	const heap: Entry<Subject>[] = [];
	let order = 0;
	let armed: { readonly atMs: number; readonly cancel: Cancel } | undefined;
	let stopped = false;
	const arm = () => {
		const first = heap[0];
		if (stopped || !first || (armed && armed.atMs <= first.atMs)) return;
		armed?.cancel();
		armed = { atMs: first.atMs, cancel: clock.schedule(first.atMs - clock.now(), runDue) };
	};
	const runDue = () => {
		armed = undefined;
		// Handles only subjects due at this instant: a subject that reschedules itself immediately must not starve the
		// clock.
		const nowMs = clock.now();
		const due: Subject[] = [];
		for (let first = heap[0]; first && first.atMs <= nowMs; first = heap[0]) {
			removeFirst(heap);
			if (first.subject.wakeAtMs !== first.atMs) continue;
			first.subject.wakeAtMs = undefined;
			due.push(first.subject);
		}
		for (const subject of due) if (!stopped) look(subject);
		arm();
	};
	return {
		wake: (subject, atMs) => {
			if (subject.wakeAtMs !== undefined && subject.wakeAtMs <= atMs) return;
			subject.wakeAtMs = atMs;
			insert(heap, { atMs, order: order++, subject });
			arm();
		},
		stop: () => {
			stopped = true;
			armed?.cancel();
			heap.length = 0;
		},
	};
}

function insert<Subject>(heap: Entry<Subject>[], entry: Entry<Subject>): void {
	let index = heap.push(entry) - 1;
	while (index > 0) {
		const parent = (index - 1) >> 1;
		const above = heap[parent];
		if (!above || !isBefore(entry, above)) break;
		heap[index] = above;
		index = parent;
	}
	heap[index] = entry;
}

function removeFirst<Subject>(heap: Entry<Subject>[]): void {
	const last = heap.pop();
	if (!last || heap.length === 0) return;
	let index = 0;
	for (;;) {
		let child = 2 * index + 1;
		const left = heap[child];
		if (!left) break;
		const right = heap[child + 1];
		if (right && isBefore(right, left)) child++;
		const smaller = right && isBefore(right, left) ? right : left;
		if (!isBefore(smaller, last)) break;
		heap[index] = smaller;
		index = child;
	}
	heap[index] = last;
}

function isBefore<Subject>(a: Entry<Subject>, b: Entry<Subject>): boolean {
	return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
