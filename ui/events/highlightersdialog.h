// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTableWidget;

namespace signalbox {

class Theme;

/// The rules by which rows of the event list are marked: a filter and a shape each, the first that matches
/// counts.
class HighlightersDialog final : public QDialog
{
    Q_OBJECT

public:
    /// @p theme must outlive this.
    HighlightersDialog(const QVector<Highlighter> &rules, const Theme &theme, QWidget *parent = nullptr);

    /// Adds a rule to be completed, or with a filter that is there already.
    void addRule(const Highlighter &rule);

signals:
    void saved(const QVector<signalbox::Highlighter> &rules);

private:
    [[nodiscard]] QVector<Highlighter> rules() const;
    void swapRows(int row, int other);
    void move(int by);
    void remove();
    void check();
    void save();

    const Theme &m_theme;
    QTableWidget *m_list;
    QLabel *m_message;
    QPushButton *m_add;
    QPushButton *m_up;
    QPushButton *m_down;
    QPushButton *m_delete;
    QPushButton *m_save;
};

} // namespace signalbox
