using Microsoft.Win32.SafeHandles;
using Mien.Torch.Serialization.Hdf5;
using Mien.Torch.Serialization.Pth;

namespace Mien.Torch.Serialization;

/// <summary>Opens files of tensors: what is wrong with them, or with reading them, becomes an error of their format that names them.</summary>
internal static class WeightsHandle
{
    /// <summary>Opens a file in a way that hinders nobody, and reads what comes first; the result owns the handle.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Makes the result; the handle is closed if it throws.</param>
    /// <param name="error">Makes the error from the end of a sentence about the file and the cause.</param>
    /// <exception cref="CheckpointException">What <paramref name="error"/> makes.</exception>
    public static T Open<T>(string path, Func<SafeFileHandle, T> read, Func<string, Exception, CheckpointException> error)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            return read(file);
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is PickleException or Hdf5Exception or IOException or UnauthorizedAccessException or NotSupportedException)
            {
                throw error(e.Message.TrimEnd('.'), e); // NotSupportedException: a pipe or a device
            }

            throw;
        }
    }
}
