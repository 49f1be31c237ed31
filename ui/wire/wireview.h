// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace signalbox {

class Theme;
class WireModel;

/// The rows of the raw wire. Follows the newest while it is at the end; else holds what is on screen still
/// when old rows leave.
class WireView final : public QTableView
{
    Q_OBJECT

public:
    /// @p model and @p theme must outlive this.
    WireView(WireModel &model, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] bool isFollowing() const { return m_following; }
    void setFollowing(bool following);
    void showRow(int row);

signals:
    void followingChanged(bool following);
    void currentRowChanged(int row);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void noteFollowing(bool following);
    void tellCurrentRow();
    void useTheme();

    const Theme &m_theme;
    bool m_following = true;
    bool m_moving = false; ///< the scroll bar moves because we move it
};

} // namespace signalbox
