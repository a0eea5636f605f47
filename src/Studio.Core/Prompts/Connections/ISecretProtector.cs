namespace Studio.Core.Prompts.Connections;

/// <summary>Encrypts what must lie in the database and be readable only by this installation.</summary>
public interface ISecretProtector
{
    string Protect(string secret);

    /// <exception cref="UnavailableException">It was encrypted by another installation, or its keys are gone.</exception>
    string Unprotect(string protectedSecret);
}
