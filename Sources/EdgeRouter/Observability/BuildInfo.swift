// SPDX-License-Identifier: Apache-2.0

/// What was built.
public enum BuildInfo {
    /// The version, as `edge-router --version` and `/metrics` tell it (semver.org).
    public static let version = "0.1.0"
}
