using Studio.Core.Models.Serving.Hosting;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Asking;

/// <summary>A model that somebody may ask by name.</summary>
/// <param name="Id">The name that programs use.</param>
/// <param name="Owner">The team whose model it is; <c>base</c> for base models.</param>
/// <param name="Since">When it was approved, or came to this server.</param>
/// <param name="Purpose">Whether it writes or gives vectors.</param>
/// <param name="Files">Where it lies.</param>
/// <param name="Version">The approved version that answers; null for base models.</param>
public sealed record CallableModel(string Id, string Owner, DateTime Since, ModelPurpose Purpose, ModelFiles Files, int? Version = null);
