namespace Studio.Core;

/// <summary>A mistake that a person can mend: the message is a sentence for them, and no trace is shown.</summary>
public class StudioException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What was asked for does not exist, or not for whoever asks.</summary>
public sealed class NotFoundException(string what) : StudioException($"This {what} does not exist, or you have no access to it.");

/// <summary>The person is known, but their role does not allow this.</summary>
public sealed class ForbiddenException(string message) : StudioException(message);

/// <summary>What was sent cannot be used as it is.</summary>
public sealed class InvalidInputException(string message) : StudioException(message);

/// <summary>Somebody else changed the same thing first.</summary>
public sealed class ConflictException(string message) : StudioException(message);

/// <summary>Studio itself cannot do this now: the disk is full, the database is locked.</summary>
public sealed class UnavailableException(string message, Exception? inner = null) : StudioException(message, inner);
