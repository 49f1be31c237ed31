// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace signalbox {

class TextBlock;
class Theme;

/// Names on the left, what they hold on the right, as many lines as it takes.
class FieldGrid final : public QWidget
{
    Q_OBJECT

public:
    explicit FieldGrid(const Theme &theme, QWidget *parent = nullptr);

    /// Adds a line of text; its accessible name is what it says, @p name is its objectName.
    TextBlock *addField(const QString &label, const QString &name);
    void addField(const QString &label, QWidget *value);
    void setFieldLabel(QWidget *value, const QString &label);
    void setFieldVisible(QWidget *value, bool visible);

private:
    const Theme &m_theme;
    QGridLayout *m_layout;
    QHash<QWidget *, QLabel *> m_labels;
};

} // namespace signalbox
