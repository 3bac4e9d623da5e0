/** Whether a file's name is one that manifests are looked for in, in capitals or not. */
export function isManifestName(name: string): boolean {
	return /\.(?:ya?ml|json)$/i.test(name);
}
