/** A name that people chose, made fit for a message: quoted, escaped and cut. */
export function shown(name: string): string {
	return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
