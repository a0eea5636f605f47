using Studio.Core.Prompts.Runs;
using Studio.Core.Tuning;

namespace Studio.Web.Live;

/// <summary>
/// One message of a run's stream: the whole picture (first, and whenever the reader fell behind) or the changes since the message before.
/// </summary>
public sealed record RunFrame(RunPicture? Snapshot, IReadOnlyList<RunChange> Changes);

/// <summary>The same of a prompt run.</summary>
public sealed record PromptRunFrame(PromptRunPicture? Snapshot, IReadOnlyList<PromptRunChange> Changes);
