// SPDX-License-Identifier: Apache-2.0

/// Where an instance is in its life.
public enum InstanceState: String, Hashable, Sendable, CaseIterable {
    /// Wished for; waits for room among those that run or start. No engine knows of it.
    case queued
    /// An engine is making or starting it.
    case starting
    /// It runs and does not answer yet.
    case probing
    /// It was found running and has not been asked whether it answers. No loop knows of it.
    case unverified
    /// It answers; loops may know of it.
    case ready
    /// Loops were told to let go of it, and not all have.
    case draining
    /// The engine was told to freeze it.
    case freezing
    /// It keeps its memory and uses no processor.
    case frozen
    /// The engine was told to let it go on.
    case thawing
    /// The engine was told to end its program.
    case stopping
    /// Its program has ended; what it wrote is there.
    case stopped
    /// The engine was told to leave nothing of it.
    case removing

    /// Whether it may become that next: the whole graph in one place.
    func canBecome(_ next: InstanceState) -> Bool {
        switch (self, next) {
        case (_, .removing): self != .removing
        case (.queued, .starting), (.queued, .stopped): true
        case (.starting, .probing), (.starting, .ready), (.starting, .unverified): true
        case (.probing, .ready), (.probing, .stopping), (.probing, .stopped), (.probing, .unverified): true
        case (.probing, .draining): true
        case (.unverified, .probing), (.unverified, .ready), (.unverified, .draining), (.unverified, .stopped): true
        case (.ready, .draining), (.ready, .stopped), (.ready, .unverified): true
        case (.draining, .ready), (.draining, .probing), (.draining, .unverified): true
        case (.draining, .freezing), (.draining, .stopping), (.draining, .stopped): true
        case (.freezing, .frozen), (.freezing, .ready), (.freezing, .stopped): true
        case (.frozen, .thawing), (.frozen, .stopping), (.frozen, .stopped), (.frozen, .unverified): true
        case (.thawing, .ready), (.thawing, .stopped): true
        case (.stopping, .stopped): true
        case (.stopped, .queued), (.stopped, .stopping): true
        default: false
        }
    }
}
