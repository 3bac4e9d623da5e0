/** Whether a file name is that of a manifest, regardless of case. */
export function isManifestName(name: string): boolean {
	return /\.(?:ya?ml|json)$/i.test(name);
}
