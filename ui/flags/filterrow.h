// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "model/flagfiltermodel.h"

#include <QFrame>
#include <QLineEdit>

#include <memory>

class QAbstractButton;
class QButtonGroup;
class QLabel;

namespace signalbox {

class FlowLayout;
class Theme;

/// A line edit that can underline what is wrong in its text.
class FilterEdit final : public QLineEdit
{
    Q_OBJECT

public:
    explicit FilterEdit(const Theme &theme, QWidget *parent = nullptr);

    void setWrong(std::optional<FilterError> error);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    std::optional<FilterError> m_error;
};

/// Text box and chips above the flag table. Tells its wishes after a pause in typing; what is wrong with a
/// text is marked in it and said below it.
class FilterRow final : public QFrame
{
    Q_OBJECT

public:
    /// References must outlive this.
    FilterRow(const Theme &theme, const Clock &clock, QWidget *parent = nullptr);

    void focusText();
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] QString text() const;
    [[nodiscard]] FlagFilterModel::Chip chip() const;
    /// The words on a chip, without its number.
    [[nodiscard]] QString chipName(FlagFilterModel::Chip chip) const;
    void clear();
    void setError(const std::optional<FilterError> &error);
    /// The chip for what is no flag; hidden until a vendor has such.
    void showConfigs(bool shown);
    /// Number behind a chip's name; none when 0.
    void setCount(FlagFilterModel::Chip chip, int count);

signals:
    /// Later than the typing, and at once on Enter or clear().
    void textChosen(const QString &text);
    void chipChosen(signalbox::FlagFilterModel::Chip chip);
    /// Arrow down or Enter in the text: on to the rows.
    void leaveRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void applyText();
    [[nodiscard]] QAbstractButton *button(FlagFilterModel::Chip chip) const;

    /// The text box gives way before the chips need a second line.
    void fitText();

    FilterEdit *m_edit;
    FlowLayout *m_flow;
    QButtonGroup *m_chips;
    QLabel *m_message;
    std::unique_ptr<Timer> m_pause;
    QString m_applied;
};

} // namespace signalbox
