using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Studio.Core.Teams.Notifications;

internal sealed class NotificationsModel : IEntityTypeConfiguration<Notification>, IEntityTypeConfiguration<Watcher>
{
    public void Configure(EntityTypeBuilder<Watcher> watcher)
    {
        watcher.HasKey(w => new { w.ObjectId, w.UserId });
        watcher.HasOne<User>().WithMany().HasForeignKey(w => w.UserId);
    }

    public void Configure(EntityTypeBuilder<Notification> notification)
    {
        notification.Property(n => n.Text).HasMaxLength(Notify.LongestText);
        notification.Property(n => n.Path).HasMaxLength(300);
        notification.HasOne<User>().WithMany().HasForeignKey(n => n.UserId);
        notification.HasOne<Project>().WithMany().HasForeignKey(n => n.ProjectId);
        notification.HasIndex(n => new { n.UserId, n.ReadAt });
        notification.HasIndex(n => new { n.UserId, n.At });
    }
}
